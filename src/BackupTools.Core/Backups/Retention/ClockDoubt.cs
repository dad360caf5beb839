namespace BackupTools.Backups;

/// <summary>Where a backup's date cannot be true, a clock was wrong, and nobody knows how old the backup is.</summary>
internal static class ClockDoubt
{
    /// <summary>Clocks of two machines differ by seconds; nobody needs to hear of it.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    /// <summary>A file system that counts in local time is an hour off for half of the year.</summary>
    private static readonly TimeSpan FileSkew = TimeSpan.FromHours(2);

    /// <summary>What is wrong with the date, in words; null where nothing is.</summary>
    public static string? Find(BackupInfo backup, DateTime nowUtc)
    {
        if (backup.CreatedAtUtc - Skew > nowUtc)
            return $"it is dated in the future ({Figures.Moment(backup.CreatedAtUtc)} UTC), so a clock was wrong and its age is not known";
        return backup.StoredAtUtc is { } stored && backup.CreatedAtUtc - FileSkew > stored
            ? $"it was stored ({Figures.Moment(stored)} UTC) before the moment that it is of ({Figures.Moment(backup.CreatedAtUtc)} UTC), so a clock was wrong and its age is not known"
            : null;
    }
}
