using BackupTools.Engines.Sqlite.Native;

namespace BackupTools.Engines.Sqlite.Schema;

/// <summary>The largest rowid that each AUTOINCREMENT table has ever had.</summary>
internal static class AutoIncrement
{
    public const string Table = "sqlite_sequence";

    /// <summary>Reads all values.</summary>
    public static List<(string Table, long Value)> Read(SqliteConnection connection, IEnumerable<SchemaEntry> schema)
    {
        var values = new List<(string, long)>();
        if (!schema.Any(e => e.Name == Table))
            return values;
        using SqliteStatement statement = connection.Prepare($"SELECT name, seq FROM main.{Table} WHERE name IS NOT NULL ORDER BY rowid");
        while (statement.Step())
            values.Add((statement.GetString(0)!, statement.GetInt64(1)));
        return values;
    }
}
