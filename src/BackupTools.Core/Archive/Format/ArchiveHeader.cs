using BackupTools.Abstractions;

namespace BackupTools.Archive;

/// <summary>What <c>backup.json</c> says: what the file is, readable without anything else.</summary>
public sealed record ArchiveHeader
{
    /// <summary>The version of the format that the file was written in.</summary>
    public int Format { get; init; } = ArchiveFormat.Version;

    /// <summary>The lowest version that a reader must understand.</summary>
    public int MinReader { get; init; } = ArchiveFormat.Version;

    /// <summary>The identity of the archive, 32 lower-case hexadecimal digits.</summary>
    public required string Id { get; init; }

    /// <summary>The engine's permanent name.</summary>
    public required string Engine { get; init; }

    /// <summary>The database's name.</summary>
    public required string Database { get; init; }

    /// <summary>The moment of the consistent view that the archive holds, UTC.</summary>
    public required DateTime CreatedAt { get; init; }

    /// <summary>The product and version that wrote it.</summary>
    public required string Tool { get; init; }

    /// <summary>How it is encrypted; null where it is not.</summary>
    public EncryptionHeader? Encryption { get; init; }

    /// <summary>Who can open it; null where it is not encrypted.</summary>
    public IReadOnlyList<RecipientEntry>? Recipients { get; init; }

    /// <summary>What must be known without a key; null where it is not encrypted, as the manifest says it then.</summary>
    public ClearFacts? Facts { get; init; }

    /// <summary>What a manifest repeats.</summary>
    internal ArchiveHeader Identity => this with { Encryption = null, Recipients = null, Facts = null };
}
