using System.Globalization;
using System.Text;

namespace BackupTools.Engines.PostgreSql.Text;

/// <summary>
/// SQL for a session whose encoding is not Unicode. Names and strings are written in ASCII with the numbers of their
/// characters, so that only the server's own tables say what bytes they are: .NET lacks some of its encodings, and has
/// other opinions about characters of others.
/// </summary>
internal static class AsciiSql
{
    /// <summary>The same SQL, with no other characters than ASCII in quoted names and in strings.</summary>
    /// <param name="sql">SQL for a session with <c>standard_conforming_strings</c>.</param>
    public static string Of(string sql)
    {
        if (Ascii.IsValid(sql))
            return sql;
        StringBuilder result = new(sql.Length * 2);
        for (int i = 0; i < sql.Length;)
        {
            int end = Math.Max(SqlStatements.SkipQuoted(sql, i), i + 1);
            ReadOnlySpan<char> token = sql.AsSpan(i, end - i);
            if (Ascii.IsValid(token) || token[0] is not ('"' or '\'') || IsPrefixed(sql, i))
                result.Append(token);
            else
                AppendNumbered(result.Append("U&"), token);
            i = end;
        }

        return result.ToString();
    }

    /// <summary>True for strings whose letter before the quote gives backslashes a meaning of their own: <c>E'…'</c>, <c>U&amp;'…'</c>.</summary>
    private static bool IsPrefixed(string sql, int quote) => SqlStatements.IsEscapeString(sql, quote) || (quote > 0 && sql[quote - 1] == '&');

    private static void AppendNumbered(StringBuilder result, ReadOnlySpan<char> token)
    {
        foreach (Rune rune in token.EnumerateRunes())
        {
            if (rune.Value == '\\')
                result.Append(@"\\");
            else if (rune.IsAscii)
                result.Append((char)rune.Value);
            else if (rune.IsBmp)
                result.Append(CultureInfo.InvariantCulture, $"\\{rune.Value:X4}");
            else
                result.Append(CultureInfo.InvariantCulture, $"\\+{rune.Value:X6}");
        }
    }
}
