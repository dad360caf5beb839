using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Reading.Ranges;

namespace BackupTools.Engines.PostgreSql.Reading;

/// <summary>How an archive names what has rows.</summary>
internal static class ArchiveObjects
{
    /// <summary>The kind of a table.</summary>
    public const string Table = "table";

    /// <summary>The kind of the large objects, all of which are one object of the archive.</summary>
    public const string LargeObjects = "largeobjects";

    /// <summary>The schema of the large objects.</summary>
    public const string LargeObjectsSchema = "pg_catalog";

    /// <summary>The name of the large objects.</summary>
    public const string LargeObjectsName = "pg_largeobject";

    /// <summary>The tables, and the large objects last.</summary>
    public static IReadOnlyList<ArchiveObject> Of(IEnumerable<StoredTable> tables, LargeObjectRanges? largeObjects)
    {
        List<ArchiveObject> objects = [.. tables.Select(t => new ArchiveObject { Kind = Table, Schema = t.Schema, Name = t.Name })];
        if (largeObjects is not null)
            objects.Add(new ArchiveObject { Kind = LargeObjects, Schema = LargeObjectsSchema, Name = LargeObjectsName });
        return objects;
    }
}
