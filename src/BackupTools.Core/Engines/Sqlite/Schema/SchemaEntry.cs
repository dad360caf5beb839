using BackupTools.Engines.Sqlite.Native;

namespace BackupTools.Engines.Sqlite.Schema;

/// <summary>One row of the schema table.</summary>
/// <param name="Type"><c>table</c>, <c>index</c>, <c>trigger</c> or <c>view</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Table">The table it belongs to.</param>
/// <param name="RootPage">Where its b-tree begins; 0 for what has none.</param>
/// <param name="Sql">How it was created; null for an index that a constraint made.</param>
internal sealed record SchemaEntry(string Type, string Name, string Table, long RootPage, string? Sql)
{
    public bool IsTable => Type == "table";

    /// <summary>True for a virtual table, whose rows are kept by a module.</summary>
    public bool IsVirtual => IsTable && RootPage == 0;

    /// <summary>True for what SQLite itself makes: <c>sqlite_sequence</c>, <c>sqlite_stat1</c> …</summary>
    public bool IsInternal => Name.StartsWith("sqlite_", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads the schema of the connection's database, in the order in which it was created.</summary>
    public static List<SchemaEntry> ReadAll(SqliteConnection connection)
    {
        using SqliteStatement statement = connection.Prepare(
            "SELECT type, name, tbl_name, rootpage, sql FROM main.sqlite_master ORDER BY rowid");
        var entries = new List<SchemaEntry>();
        while (statement.Step())
        {
            entries.Add(new SchemaEntry(
                statement.GetString(0) ?? "", statement.GetString(1) ?? "", statement.GetString(2) ?? "",
                statement.GetInt64(3), statement.GetString(4)));
        }

        return entries;
    }
}
