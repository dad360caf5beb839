using BackupTools.Abstractions;
using BackupTools.Engines.MySql.Schema;

namespace BackupTools.Engines.MySql.Contents;

/// <summary>What of a database has rows, as its archive names it.</summary>
internal static class ArchiveObjects
{
    /// <summary>The kind of a table.</summary>
    public const string Table = "table";

    /// <summary>What the chunks are.</summary>
    public const string Extension = ".tsv";

    /// <summary>The tables that hold rows, in the order of the entries.</summary>
    public static IReadOnlyList<ArchiveObject> Of(IEnumerable<SchemaEntry> entries, string database) =>
        [.. entries.Where(e => e.Columns.Count > 0).Select(e => new ArchiveObject { Kind = Table, Schema = database, Name = e.Name })];
}
