using System.Text;
using BackupTools.Engines.MySql.Text;

namespace BackupTools.Engines.MySql.Schema;

/// <summary>
/// Takes a database's own name out of a definition, so that it means the database that it is made in: a server writes it before
/// the names in a view that looks into others too, and before a sequence.
/// </summary>
internal static class OwnDatabase
{
    /// <summary>The statement without it.</summary>
    /// <param name="sql">The statement, as the server writes it.</param>
    /// <param name="database">The database's name.</param>
    public static string Remove(string sql, string database)
    {
        if (!sql.Contains(SqlText.Name(database), StringComparison.Ordinal))
            return sql;
        StringBuilder result = new(sql.Length);
        SqlToken[] tokens = [.. SqlScanner.All(sql)];
        int copied = 0;
        for (int i = 0; i + 2 < tokens.Length; i++)
        {
            bool isOwn = tokens[i].Kind == SqlTokenKind.Name && SqlScanner.NameOf(sql, tokens[i]) == database
                && SqlScanner.Is(sql, tokens[i + 1], ".") && tokens[i + 2].Kind == SqlTokenKind.Name
                && (i == 0 || !SqlScanner.Is(sql, tokens[i - 1], ".")) && (i == 0 || !SqlScanner.Is(sql, tokens[i - 1], "@"));
            if (!isOwn)
                continue;
            result.Append(sql, copied, tokens[i].Start - copied);
            copied = tokens[i + 1].End;
        }

        return result.Append(sql, copied, sql.Length - copied).ToString();
    }
}
