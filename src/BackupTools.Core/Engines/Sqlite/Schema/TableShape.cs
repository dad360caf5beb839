using BackupTools.Engines.Sqlite.Native;
using BackupTools.Engines.Sqlite.Text;

namespace BackupTools.Engines.Sqlite.Schema;

/// <summary>How the rows of a table are read and written.</summary>
/// <param name="Name">The table's name.</param>
/// <param name="RowidName">A name for the rowid that no column takes; null where the table has no such rowid, or so many columns that no query gives both.</param>
/// <param name="HasRowidAlias">True where a column (INTEGER PRIMARY KEY) is the rowid.</param>
/// <param name="Columns">The columns that hold values: neither generated nor hidden.</param>
internal sealed record TableShape(string Name, string? RowidName, bool HasRowidAlias, IReadOnlyList<string> Columns)
{
    /// <summary>What a query of SQLite can give, unless it was built otherwise.</summary>
    private const int MostColumns = 2000;

    private static readonly string[] RowidNames = ["rowid", "_rowid_", "oid"];

    /// <summary>Reads the shape; every row value that <see cref="SelectAll"/> gives is then in the columns' order.</summary>
    public static TableShape Read(SqliteConnection connection, string table)
    {
        var columns = new List<string>();
        var taken = new HashSet<string>(StringComparer.Ordinal);
        int keyColumns = 0;
        bool integerKey = false;
        using (SqliteStatement info = connection.Prepare("SELECT name, type, pk, hidden FROM pragma_table_xinfo(?1, 'main')"))
        {
            info.BindText(1, table);
            while (info.Step())
            {
                string name = info.GetString(0)!;
                taken.Add(SqliteText.Fold(name));
                if (info.GetInt64(3) == 0)
                    columns.Add(name);
                if (info.GetInt64(2) > 0)
                {
                    keyColumns++;
                    integerKey = string.Equals(info.GetString(1), "INTEGER", StringComparison.OrdinalIgnoreCase);
                }
            }
        }

        // No quotes: SQLite would take a quoted name that does not exist for a text.
        string? rowid = columns.Count < MostColumns ? RowidNames.FirstOrDefault(n => !taken.Contains(n)) : null;
        if (rowid is not null && !HasRowid(connection, table, rowid))
            rowid = null;
        bool keyHasIndex = connection.Scalar("SELECT 1 FROM pragma_index_list(?1, 'main') WHERE origin = 'pk'", table) is not null;
        return new TableShape(table, rowid, keyColumns == 1 && integerKey && !keyHasIndex, columns);
    }

    /// <summary>
    /// Reads every row: the rowid, where it has a name, and the columns. Never through an index, whose order depends on
    /// a collation, and whose damage would hide that of the table, or the other way round.
    /// </summary>
    public string SelectAll =>
        $"SELECT {(RowidName is null ? "" : RowidName + ",")}{SqliteText.List(Columns)} FROM main.{SqliteText.Quote(Name)} NOT INDEXED";

    private static bool HasRowid(SqliteConnection connection, string table, string rowid)
    {
        try
        {
            using SqliteStatement statement = connection.Prepare($"SELECT {rowid} FROM main.{SqliteText.Quote(table)}");
            return true;
        }
        catch (SqliteException e) when (e.Code == ResultCode.Error)
        {
            return false;
        }
    }
}
