using BackupTools.Abstractions;

namespace BackupTools.Archive;

/// <summary>What a file beside an encrypted archive says that adds recipients to it. It is never changed once it is written.</summary>
internal sealed record KeysDocument
{
    /// <summary>The version that is written.</summary>
    public const int Version = 1;

    /// <summary>The highest <c>minReader</c> that this code understands.</summary>
    public const int ReaderVersion = 1;

    public int Format { get; init; } = Version;

    public int MinReader { get; init; } = Version;

    /// <summary>The identity of the archive.</summary>
    public required string Id { get; init; }

    /// <summary>The archive's data key, wrapped for each.</summary>
    public required IReadOnlyList<RecipientEntry> Recipients { get; init; }

    /// <summary>When it was written, UTC.</summary>
    public DateTime CreatedAt { get; init; }

    /// <summary>The product and version that wrote it.</summary>
    public string? Tool { get; init; }
}
