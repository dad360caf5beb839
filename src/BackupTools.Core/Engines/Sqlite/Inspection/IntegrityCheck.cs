using BackupTools.Engines.Sqlite.Native;

namespace BackupTools.Engines.Sqlite.Inspection;

/// <summary>SQLite's own check of a database's structure.</summary>
internal static class IntegrityCheck
{
    /// <summary>
    /// Beginnings of what the check says of rows that break a rule of their table. SQLite lets such rows be (rules may
    /// come later than rows, or be switched off), so a faithful copy has them too: they are no damage.
    /// </summary>
    private static readonly string[] RowRules =
        ["NULL value in ", "CHECK constraint failed in ", "NUMERIC value in ", "TEXT value in ", "non-"];

    private const string Structure = "PRAGMA main.quick_check", StructureAndIndexes = "PRAGMA main.integrity_check";

    /// <summary>
    /// Checks every page and cell of every table and index; a quarter of the time of the full check. Where a function is
    /// missing that the schema uses, it cannot run, and finds nothing.
    /// </summary>
    /// <returns>What is damaged; empty where nothing is.</returns>
    public static IReadOnlyList<string> RunQuick(SqliteConnection connection)
    {
        try
        {
            return Run(connection, Structure);
        }
        catch (SqliteException e) when (e.Code == ResultCode.Error)
        {
            return [];
        }
    }

    /// <summary>
    /// Checks that every index agrees with its table too, or what can be checked without a collation or function that
    /// is missing here.
    /// </summary>
    /// <returns>What is damaged; empty where nothing is.</returns>
    public static IReadOnlyList<string> RunFull(SqliteConnection connection)
    {
        try
        {
            return Run(connection, StructureAndIndexes);
        }
        catch (SqliteException e) when (e.Code == ResultCode.Error)
        {
            // The order of an index cannot be judged without its collation; the b-trees can.
            return RunQuick(connection);
        }
    }

    private static List<string> Run(SqliteConnection connection, string sql)
    {
        try
        {
            connection.Execute("PRAGMA ignore_check_constraints=ON");
            return connection.Column(sql)
                .SelectMany(text => text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
                .Where(line => line != "ok" && !line.StartsWith("*** in database", StringComparison.Ordinal) && !IsRowRule(line))
                .ToList();
        }
        catch (SqliteException e) when (e.Code is ResultCode.Corrupt or ResultCode.NotADatabase)
        {
            return [e.Message];
        }
    }

    private static bool IsRowRule(string line) =>
        RowRules.Any(r => line.StartsWith(r, StringComparison.Ordinal)) && !line.StartsWith("non-unique", StringComparison.Ordinal);
}
