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
        int underscore = entry.Name.LastIndexOf('_');
        if (!entry.IsTable || entry.IsVirtual || underscore <= 0 || !Suffixes.Contains(entry.Name[(underscore + 1)..]))
            return null;
        return schema.FirstOrDefault(e => e.IsVirtual && SqliteText.SameName(e.Name, entry.Name[..underscore]));
    }
}
