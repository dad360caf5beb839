using BackupTools.Abstractions;
using BackupTools.Engines.Sqlite.Native;

namespace BackupTools.Engines.Sqlite.Restoring;

/// <summary>Rows whose parent is missing. SQLite allows them while foreign keys are switched off, so some may be old.</summary>
internal static class ForeignKeys
{
    /// <summary>Counts them by table.</summary>
    /// <param name="connection">The database.</param>
    /// <param name="isPart">True where it is a part of another: what refers to a table that is not in it says nothing.</param>
    public static Dictionary<string, long> CountViolations(SqliteConnection connection, bool isPart = false)
    {
        Dictionary<string, long> counts = new(StringComparer.OrdinalIgnoreCase);
        try
        {
            const string InPart = " WHERE parent COLLATE NOCASE IN (SELECT name FROM main.sqlite_master WHERE type = 'table')";
            using SqliteStatement statement = connection.Prepare(
                $"SELECT \"table\", count(*) FROM pragma_foreign_key_check{(isPart ? InPart : "")} GROUP BY 1");
            while (statement.Step())
                counts[statement.GetString(0)!] = statement.GetInt64(1);
        }
        catch (SqliteException e) when (e.Code == ResultCode.Error)
        {
            // A key that refers to columns without a unique index is never enforced: there is nothing to count.
        }

        return counts;
    }

    /// <summary>Refuses where there are more than before.</summary>
    public static void Refuse(Dictionary<string, long> before, Dictionary<string, long> after)
    {
        foreach ((string table, long count) in after)
        {
            if (count <= before.GetValueOrDefault(table))
                continue;
            throw new BackupException(
                ErrorCode.RestoreFailed,
                $"{count - before.GetValueOrDefault(table):N0} rows of '{table}' would refer to rows that do not exist. The target was left as it was.",
                "Restore the tables they refer to as well.", table);
        }
    }
}
