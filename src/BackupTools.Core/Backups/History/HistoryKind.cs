namespace BackupTools.Backups;

/// <summary>What was done.</summary>
public enum HistoryKind
{
    /// <summary>A database was backed up.</summary>
    Backup,

    /// <summary>A backup was restored.</summary>
    Restore,

    /// <summary>A backup was tested.</summary>
    Test,

    /// <summary>A backup was copied to another storage.</summary>
    Copy,

    /// <summary>A backup was written as plain SQL.</summary>
    Export,

    /// <summary>A backup was removed.</summary>
    Removal,
}

/// <summary>How it ended.</summary>
public enum HistoryResult
{
    /// <summary>As it was meant to.</summary>
    Succeeded,

    /// <summary>With a good backup that not every storage got, or a restore that left out what the server refused.</summary>
    Incomplete,

    /// <summary>Not at all; a test: the backup did not pass, or the test could not be made, which the error's id tells.</summary>
    Failed,

    /// <summary>Somebody stopped it.</summary>
    Stopped,
}
