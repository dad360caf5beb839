namespace BackupTools.Engines.PostgreSql.Text;

/// <summary>
/// Divides SQL into its statements. It knows strings, quoted names, dollar quotes, comments and parentheses; it does not
/// know <c>BEGIN ATOMIC</c>, so the body of a routine is not to be given to it.
/// </summary>
internal static class SqlStatements
{
    /// <summary>The statements, each with its semicolon and without the white space around it.</summary>
    public static IReadOnlyList<string> Split(string sql)
    {
        List<string> statements = [];
        int start = 0;
        int depth = 0;
        for (int i = 0; i < sql.Length;)
        {
            int end = SkipQuoted(sql, i);
            if (end > i)
            {
                i = end;
                continue;
            }

            char c = sql[i++];
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (c == ';' && depth <= 0)
            {
                Add(statements, sql[start..i]);
                start = i;
                depth = 0;
            }
        }

        Add(statements, sql[start..]);
        return statements;
    }

    /// <summary>Where the string, name or comment that begins here ends; the same place where none begins.</summary>
    public static int SkipQuoted(string sql, int i) => sql[i] switch
    {
        '\'' => SkipString(sql, i, withBackslashes: IsEscapeString(sql, i)),
        '"' => SkipString(sql, i, withBackslashes: false),
        '$' => SkipDollarQuoted(sql, i),
        '-' when i + 1 < sql.Length && sql[i + 1] == '-' => EndOf(sql.IndexOf('\n', i), 1, sql),
        '/' when i + 1 < sql.Length && sql[i + 1] == '*' => SkipComment(sql, i),
        _ => i,
    };

    /// <summary>True where the quote that is here begins a string in which backslashes escape.</summary>
    public static bool IsEscapeString(string sql, int quote) =>
        quote > 0 && sql[quote - 1] is 'E' or 'e' && (quote == 1 || !IsNamePart(sql[quote - 2]));

    /// <summary>Where the string or name ends whose first quote is here; a doubled quote is a part of it.</summary>
    private static int SkipString(string sql, int i, bool withBackslashes)
    {
        char quote = sql[i];
        for (i++; i < sql.Length; i++)
        {
            if (withBackslashes && sql[i] == '\\')
                i++;
            else if (sql[i] == quote && i + 1 < sql.Length && sql[i + 1] == quote)
                i++;
            else if (sql[i] == quote)
                return i + 1;
        }

        return sql.Length;
    }

    private static int SkipDollarQuoted(string sql, int i)
    {
        if (i > 0 && IsNamePart(sql[i - 1]))
            return i;
        int tagEnd = i + 1;
        while (tagEnd < sql.Length && IsNamePart(sql[tagEnd]) && sql[tagEnd] != '$' && !(tagEnd == i + 1 && char.IsAsciiDigit(sql[tagEnd])))
            tagEnd++;
        if (tagEnd >= sql.Length || sql[tagEnd] != '$')
            return i;
        string tag = sql[i..(tagEnd + 1)];
        return EndOf(sql.IndexOf(tag, tagEnd + 1, StringComparison.Ordinal), tag.Length, sql);
    }

    private static int SkipComment(string sql, int i)
    {
        int depth = 0;
        for (; i + 1 < sql.Length; i++)
        {
            if (sql[i] == '/' && sql[i + 1] == '*')
            {
                depth++;
                i++;
            }
            else if (sql[i] == '*' && sql[i + 1] == '/')
            {
                i++;
                if (--depth == 0)
                    return i + 1;
            }
        }

        return sql.Length;
    }

    private static int EndOf(int found, int length, string sql) => found < 0 ? sql.Length : found + length;

    private static bool IsNamePart(char c) => char.IsLetterOrDigit(c) || c is '_' or '$' || c > 127;

    private static void Add(List<string> statements, string text)
    {
        string trimmed = text.Trim();
        if (trimmed.Length > 0)
            statements.Add(trimmed);
    }
}
