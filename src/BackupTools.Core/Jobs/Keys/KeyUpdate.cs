namespace BackupTools.Jobs;

/// <summary>What became of the recipients of one backup: what <c>Update-BackupKey</c> emits.</summary>
public sealed record KeyUpdate
{
    /// <summary><c>Added</c>; <c>Unchanged</c> where all could open it already; <c>Failed</c>.</summary>
    public required string Result { get; init; }

    /// <summary>The backup's identity; null where it could not be read.</summary>
    public string? Id { get; init; }

    /// <summary>The database's name; null where it could not be read.</summary>
    public string? Database { get; init; }

    /// <summary>The moment of the backup, in local time; null where it could not be read.</summary>
    public DateTime? CreatedAt { get; init; }

    /// <summary>The recipients that were added.</summary>
    public IReadOnlyList<string> Added { get; init; } = [];

    /// <summary>Why it failed; null where it did not.</summary>
    public string? Message { get; init; }

    /// <summary>The archive's path or URI.</summary>
    public required string Path { get; init; }

    /// <summary>The path.</summary>
    public override string ToString() => Path;
}
