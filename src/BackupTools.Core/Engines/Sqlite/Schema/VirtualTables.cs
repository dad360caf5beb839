using BackupTools.Engines.Sqlite.Text;

namespace BackupTools.Engines.Sqlite.Schema;

/// <summary>Which ordinary tables a virtual table keeps its rows in.</summary>
internal static class VirtualTables
{
    /// <summary>What the modules that come with SQLite append to the virtual table's name.</summary>
    private static readonly HashSet<string> Suffixes = new(StringComparer.OrdinalIgnoreCase)
    {
        "content", "segments", "segdir", "docsize", "stat", "data", "idx", "config", "node", "parent", "rowid",
    };

    /// <summary>The virtual table that the entry is a shadow of; null for an ordinary table.</summary>
    public static SchemaEntry? OwnerOf(SchemaEntry entry, IReadOnlyList<SchemaEntry> schema)
    {
        if (!entry.IsTable || entry.IsVirtual)
            return null;
        return schema.FirstOrDefault(e => e.IsVirtual && IsShadowName(entry.Name, e.Name));
    }

    /// <summary>True where a table of that name would be one of those in which the virtual table keeps its rows.</summary>
    public static bool IsShadowName(string table, string owner)
    {
        int underscore = table.LastIndexOf('_');
        return underscore > 0 && Suffixes.Contains(table[(underscore + 1)..]) && SqliteText.SameName(owner, table[..underscore]);
    }
}
