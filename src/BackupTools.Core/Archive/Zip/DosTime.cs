namespace BackupTools.Archive.Zip;

/// <summary>A moment as ZIP writes it: steps of two seconds, the years 1980 to 2107.</summary>
internal readonly record struct DosTime(ushort Time, ushort Date)
{
    /// <summary>Converts a moment; one that cannot be written becomes the nearest that can.</summary>
    public static DosTime FromUtc(DateTime utc)
    {
        if (utc.Year < 1980)
            utc = new DateTime(1980, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        else if (utc.Year > 2107)
            utc = new DateTime(2107, 12, 31, 23, 59, 58, DateTimeKind.Utc);
        return new DosTime(
            (ushort)((utc.Hour << 11) | (utc.Minute << 5) | (utc.Second / 2)),
            (ushort)(((utc.Year - 1980) << 9) | (utc.Month << 5) | utc.Day));
    }
}
