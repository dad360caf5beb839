using BackupTools.Engines.MongoDb.Schema;

namespace BackupTools.Engines.MongoDb.Catalog;

/// <summary>A collection or view as a server has it.</summary>
internal sealed record StoredCollection
{
    /// <summary>What makes it.</summary>
    public required CollectionDefinition Definition { get; init; }

    /// <summary>The server's own identity of it, which another of the same name does not have; null where it says none.</summary>
    public string? Uuid { get; init; }

    /// <summary>How many documents it has, as the server estimates it.</summary>
    public long Documents { get; init; }

    /// <summary>The size of its documents, not compressed, as the server estimates it.</summary>
    public long DataBytes { get; init; }

    /// <summary>Its size on the server's disk, with its indexes.</summary>
    public long DiskBytes { get; init; }

    /// <summary>Its name.</summary>
    public string Name => Definition.Name;
}
