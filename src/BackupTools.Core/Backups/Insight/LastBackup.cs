namespace BackupTools.Backups;

/// <summary>What there is of one database: what <c>Get-LastBackup</c> emits.</summary>
public sealed record LastBackup
{
    /// <summary>The engine's permanent name.</summary>
    public required string Engine { get; init; }

    /// <summary>The server, as its backups name it; null where it is not known.</summary>
    public string? Server { get; init; }

    /// <summary>The database's name.</summary>
    public required string Database { get; init; }

    /// <summary>The newest full backup; null where there is none.</summary>
    public BackupInfo? Backup { get; init; }

    /// <summary>True where there is a full backup.</summary>
    public bool HasBackup => Backup is not null;

    /// <summary>The moment of the newest full backup, local time; null where there is none.</summary>
    public DateTime? CreatedAt => Backup?.CreatedAt;

    /// <summary>How old it is; null where there is none.</summary>
    public TimeSpan? Age { get; init; }

    /// <summary>Its size in bytes; null where there is none.</summary>
    public long? SizeBytes => Backup?.SizeBytes;

    /// <summary>The same, as the column of the table is called.</summary>
    public long? Size => SizeBytes;

    /// <summary>Its full path or URI; null where there is none.</summary>
    public string? Path => Backup?.Path;

    /// <summary>When a backup of the database last passed a test, local time; null where the history knows of none.</summary>
    public DateTime? ProvenAt { get; init; }

    /// <summary>How thoroughly that was: Quick, Full or Restore.</summary>
    public string? ProvenLevel { get; init; }

    /// <summary>The moment of the newest backup that passed a test, local time: what one can surely go back to.</summary>
    public DateTime? ProvenBackupAt { get; init; }

    /// <summary>True where the newest full backup itself passed a test.</summary>
    public bool IsProven => ProvenBackupAt is not null && ProvenBackupAt == CreatedAt;

    /// <summary>When the last attempt to back up failed, local time; null where the newest one succeeded.</summary>
    public DateTime? FailedAt { get; init; }

    /// <summary>How many attempts in a row have failed.</summary>
    public int Failures { get; init; }

    /// <summary>Why the last one failed.</summary>
    public string? FailedMessage { get; init; }

    /// <summary>In a few words: <c>3 hours old, proven (Restore)</c>, <c>no backup</c>.</summary>
    public string Status =>
        (Age is not { } age ? "no backup" : $"{PeriodText.About(age)} old{(IsProven ? $", proven ({ProvenLevel})" : ", not proven")}")
        + (Failures > 0 ? $", {Figures.Count(Failures, "failed attempt")} since" : "");

    /// <summary>The database, and what there is of it.</summary>
    public override string ToString() => $"{Database}: {Status}";
}

/// <summary>A database of which there should be backups.</summary>
/// <param name="Engine">The engine's permanent name.</param>
/// <param name="Server">The server, as backups name it; null where it is not known.</param>
/// <param name="Database">The database's name.</param>
public sealed record ExpectedDatabase(string Engine, string? Server, string Database);
