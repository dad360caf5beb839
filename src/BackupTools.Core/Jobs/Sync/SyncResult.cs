namespace BackupTools.Jobs;

/// <summary>What became of one backup: what <c>Sync-Backup</c> emits.</summary>
public sealed record SyncResult
{
    /// <summary><c>Copied</c>, <c>RecipientsAdded</c> or <c>Removed</c>.</summary>
    public required string Action { get; init; }

    /// <summary>The backup's identity.</summary>
    public required string Id { get; init; }

    /// <summary>The database's name.</summary>
    public required string Database { get; init; }

    /// <summary>The moment of the backup, in local time.</summary>
    public required DateTime CreatedAt { get; init; }

    /// <summary>The archive's size in bytes.</summary>
    public required long SizeBytes { get; init; }

    /// <summary>The same, as the column of the table is called.</summary>
    public long Size => SizeBytes;

    /// <summary>Its path or URI in the second place.</summary>
    public required string Path { get; init; }

    /// <summary>What was done, and with what.</summary>
    public override string ToString() => $"{Action} {Path}";
}
