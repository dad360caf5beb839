using System.Globalization;
using System.Text;
using BackupTools.Abstractions;
using BackupTools.Engines.Sqlite.Native;
using BackupTools.Engines.Sqlite.Schema;
using BackupTools.Engines.Sqlite.Text;

namespace BackupTools.Engines.Sqlite.Reading;

/// <summary>The scripts of an archive of tables.</summary>
internal static class TableScripts
{
    /// <summary>The script that creates the tables, and the one that creates what belongs to them after the data.</summary>
    public static IReadOnlyList<SchemaScript> Make(
        SqliteConnection connection, IReadOnlyList<SchemaEntry> schema, IReadOnlyList<string> tables, SchemaParts parts)
    {
        var first = new StringBuilder();
        var after = new StringBuilder();
        foreach (SchemaEntry entry in schema.Where(e => e.Sql is not null))
        {
            if (entry.IsTable && tables.Contains(entry.Name))
                first.Append(SqliteText.End(entry.Sql!));
            else if (!entry.IsTable && parts.HasKind(entry) && Belongs(entry))
                after.Append(SqliteText.End(entry.Sql!));
        }

        IEnumerable<SequenceRow> sequences = AutoIncrement.Read(connection, schema).Where(s => parts.Data && tables.Contains(s.Table));
        foreach (IGrouping<string, SequenceRow> rows in sequences.GroupBy(s => s.Table))
        {
            string name = SqliteText.Literal(rows.Key);
            after.Append(CultureInfo.InvariantCulture, $"DELETE FROM sqlite_sequence WHERE name={name};\n");
            foreach (SequenceRow row in rows)
                after.Append(CultureInfo.InvariantCulture, $"INSERT INTO sqlite_sequence(name,seq) VALUES({name},{row.Literal});\n");
        }

        bool Belongs(SchemaEntry entry) =>
            tables.Any(t => SqliteText.SameName(t, entry.Table))
            || (parts.Views && schema.Any(v => v.Type == "view" && SqliteText.SameName(v.Name, entry.Table)));

        return [new SchemaScript("schema/100-tables.sql", first.ToString()), new SchemaScript("schema/200-after.sql", after.ToString())];
    }
}
