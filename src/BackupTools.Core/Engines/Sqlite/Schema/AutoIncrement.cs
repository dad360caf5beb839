using System.Text;
using BackupTools.Abstractions;
using BackupTools.Engines.Sqlite.Native;
using BackupTools.Engines.Sqlite.Text;

namespace BackupTools.Engines.Sqlite.Schema;

/// <summary>The largest rowid that each AUTOINCREMENT table has ever had.</summary>
internal static class AutoIncrement
{
    public const string Table = "sqlite_sequence";

    /// <summary>Reads all values that name a table.</summary>
    public static List<SequenceRow> Read(SqliteConnection connection, IEnumerable<SchemaEntry> schema)
    {
        var values = new List<SequenceRow>();
        if (!schema.Any(e => e.Name == Table))
            return values;
        var literals = new SqlLiterals(DatabaseFacts.Read(connection));
        using SqliteStatement statement = connection.Prepare($"SELECT name, seq FROM main.{Table} WHERE name IS NOT NULL ORDER BY rowid");
        while (statement.Step())
        {
            var literal = new ChunkBuffer();
            literals.Write(literal, statement, 1);
            values.Add(new SequenceRow(statement.GetString(0)!, statement.GetInt64(1), Encoding.UTF8.GetString(literal.WrittenSpan)));
            literal.Release();
        }

        return values;
    }
}

/// <summary>A row of <c>sqlite_sequence</c>.</summary>
/// <param name="Table">The table that it speaks of.</param>
/// <param name="Value">The value as an integer.</param>
/// <param name="Literal">The value as SQL: applications may write anything there.</param>
internal sealed record SequenceRow(string Table, long Value, string Literal);
