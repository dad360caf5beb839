using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Catalog;
using BackupTools.Engines.PostgreSql.Contents;
using BackupTools.Engines.PostgreSql.Reading.Ranges;

namespace BackupTools.Engines.PostgreSql.Reading;

/// <summary>What of a database has rows, as its archive names it.</summary>
internal static class ObjectList
{
    /// <summary>The tables, and the large objects last.</summary>
    public static IReadOnlyList<ArchiveObject> Of(IEnumerable<StoredTable> tables, LargeObjectRanges? largeObjects)
    {
        List<ArchiveObject> objects = [.. tables.Select(t => new ArchiveObject { Kind = ArchiveObjects.Table, Schema = t.Schema, Name = t.Name })];
        if (largeObjects is not null)
            objects.Add(new ArchiveObject { Kind = ArchiveObjects.LargeObjects, Schema = ArchiveObjects.LargeObjectsSchema, Name = ArchiveObjects.LargeObjectsName });
        return objects;
    }
}
