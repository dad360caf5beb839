using System.Text;

namespace BackupTools.Engines.PostgreSql.Text;

/// <summary>Holds that SQL is nothing but SQL to psql, and writes it so that it stays that.</summary>
internal static class ScriptText
{
    /// <summary>What is wrong with a text of whole statements, as the end of a sentence; null where nothing is.</summary>
    public static string? FindProblem(string sql) => sql.Length == 0 ? null : ScriptStatement.TrySplit(sql, out _);

    /// <summary>
    /// The same SQL, in which no string depends on <c>standard_conforming_strings</c>: a function that a script calls may
    /// turn that off, and psql follows.
    /// </summary>
    public static string ForPsql(string sql)
    {
        if (!sql.Contains('\\', StringComparison.Ordinal))
            return sql;
        ScriptLexer lexer = new(sql);
        if (lexer.Read() is not null)
            throw new ArgumentException("The text was not checked.", nameof(sql));
        StringBuilder result = new(sql.Length + 16);
        int written = 0;
        foreach (ScriptToken token in lexer.Tokens)
        {
            ReadOnlySpan<char> text = sql.AsSpan(token.Start, token.End - token.Start);
            if (token.Kind != TokenKind.String || text[0] != '\'' || !text.Contains('\\'))
                continue;
            result.Append(sql, written, token.Start - written).Append(" E").Append(text.ToString().Replace(@"\", @"\\", StringComparison.Ordinal));
            written = token.End;
        }

        return result.Append(sql, written, sql.Length - written).ToString();
    }
}
