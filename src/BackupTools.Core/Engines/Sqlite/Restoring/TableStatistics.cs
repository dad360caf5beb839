using BackupTools.Engines.Sqlite.Native;
using BackupTools.Engines.Sqlite.Schema;
using BackupTools.Engines.Sqlite.Text;

namespace BackupTools.Engines.Sqlite.Restoring;

/// <summary>What the planner knows of tables: it goes with a table that is dropped, and a backup has it too.</summary>
internal static class TableStatistics
{
    private static readonly string[] Tables = ["sqlite_stat1", "sqlite_stat4"];

    /// <summary>Copies that of tables that were just made, where both databases keep it.</summary>
    public static void Copy(SqliteConnection from, SqliteConnection to, IReadOnlyList<string> tables)
    {
        foreach (string statistics in Tables.Where(t => Has(from, t) && Has(to, t)))
        {
            IReadOnlyList<string> columns = TableShape.Read(from, statistics).Columns;
            string list = SqliteText.List(columns);
            using SqliteStatement rows = from.Prepare($"SELECT {list} FROM main.{statistics} WHERE tbl = ?1");
            using SqliteStatement insert = to.Prepare(
                $"INSERT INTO main.{statistics}({list}) VALUES({string.Join(',', Enumerable.Repeat("?", columns.Count))})");
            foreach (string table in tables)
            {
                rows.Reset();
                rows.BindText(1, table);
                while (rows.Step())
                {
                    for (int i = 0; i < columns.Count; i++)
                        insert.BindColumn(i + 1, rows, i);
                    insert.Step();
                    insert.Reset();
                }
            }
        }
    }

    private static bool Has(SqliteConnection connection, string table) =>
        connection.Scalar("SELECT 1 FROM main.sqlite_master WHERE type = 'table' AND name = ?1", table) is not null;
}
