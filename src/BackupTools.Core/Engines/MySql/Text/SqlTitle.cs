namespace BackupTools.Engines.MySql.Text;

/// <summary>What errors call a statement: its beginning, which never has a value of a row in it.</summary>
internal static class SqlTitle
{
    private const int Longest = 80;

    /// <summary>The statement's beginning, in quotation marks and on one line.</summary>
    public static string Of(string sql)
    {
        string line = (sql.Length > 2 * Longest ? sql[..(2 * Longest)] : sql).ReplaceLineEndings(" ").Trim();
        return $"'{(line.Length > Longest ? line[..Longest] + "…" : line)}'";
    }
}
