namespace BackupTools.Backups;

/// <summary>What becomes of one backup, and why: what <c>Invoke-BackupRetention</c> emits.</summary>
public sealed record RetentionDecision
{
    private readonly IReadOnlyList<string> _reasons = TextList.Of([]);

    /// <summary>The backup.</summary>
    public required BackupInfo Backup { get; init; }

    /// <summary>True where it stays.</summary>
    public required bool Keep { get; init; }

    /// <summary>Why, in words; never empty.</summary>
    public required IReadOnlyList<string> Reasons { get => _reasons; init => _reasons = TextList.Of(value); }

    /// <summary>The same as one text.</summary>
    public string Reason => string.Join("; ", Reasons);

    /// <summary>True where it was to go and is gone; false where nothing was done yet, or that failed.</summary>
    public bool Removed { get; init; }

    /// <summary>The database's name.</summary>
    public string Database => Backup.Database;

    /// <summary>The server that the data was read from; null where it is not known.</summary>
    public string? Server => Backup.Server;

    /// <summary>What the backup covers.</summary>
    public string Type => Backup.Type;

    /// <summary>The moment of the backup, local time.</summary>
    public DateTime CreatedAt => Backup.CreatedAt;

    /// <summary>The size of the archive in bytes.</summary>
    public long SizeBytes => Backup.SizeBytes;

    /// <summary>The same, as the column of the table is called.</summary>
    public long Size => SizeBytes;

    /// <summary>The archive's full path or URI.</summary>
    public string Path => Backup.Path;

    /// <summary>The archive's path, and what becomes of it.</summary>
    public override string ToString() => $"{Path}: {(Keep ? "kept" : Removed ? "removed" : "to be removed")} ({Reason})";
}
