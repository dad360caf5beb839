namespace BackupTools.Archive;

/// <summary>What <c>backup.json</c> says: what the file is, readable without anything else.</summary>
public sealed record ArchiveHeader
{
    /// <summary>The version of the format that the file was written in.</summary>
    public int Format { get; init; } = ArchiveFormat.Version;

    /// <summary>The lowest version that a reader must understand.</summary>
    public int MinReader { get; init; } = ArchiveFormat.ReaderVersion;

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
}
