using BackupTools.Abstractions;
using BackupTools.Engines.MongoDb.Schema;

namespace BackupTools.Engines.MongoDb.Contents;

/// <summary>What of a database has documents, as its archive names it.</summary>
internal static class ArchiveObjects
{
    /// <summary>The kind of what every engine counts: here a collection.</summary>
    public const string Table = "table";

    /// <summary>What the chunks are: whole documents, one behind the other, as the servers' own dumps have them.</summary>
    public const string Extension = ".bson";

    /// <summary>The property that says of which moment the archive is.</summary>
    public const string MomentProperty = "moment";

    /// <summary>The collections that hold documents, in the order of the definitions.</summary>
    public static IReadOnlyList<ArchiveObject> Of(IEnumerable<CollectionDefinition> definitions, string database) =>
        [.. definitions.Where(d => d.HasDocuments).Select(d => new ArchiveObject { Kind = Table, Schema = database, Name = d.Name })];
}
