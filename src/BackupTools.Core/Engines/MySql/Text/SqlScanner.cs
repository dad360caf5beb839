namespace BackupTools.Engines.MySql.Text;

/// <summary>What a piece of SQL is.</summary>
internal enum SqlTokenKind
{
    /// <summary>A keyword, a number or an unquoted name.</summary>
    Word,

    /// <summary>A name in backticks.</summary>
    Name,

    /// <summary>A string.</summary>
    String,

    /// <summary>A comment, also one that servers of some versions execute.</summary>
    Comment,

    /// <summary>One other character.</summary>
    Sign,
}

/// <summary>A piece of SQL.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Start">Where it begins in the text.</param>
/// <param name="Length">Its length.</param>
internal readonly record struct SqlToken(SqlTokenKind Kind, int Start, int Length)
{
    /// <summary>Where it ends.</summary>
    public int End => Start + Length;
}

/// <summary>
/// Takes SQL apart as the server writes it: strings with backslashes, names in backticks. What is not closed goes on to the end of
/// the text.
/// </summary>
internal static class SqlScanner
{
    /// <summary>The next piece; null where none is left.</summary>
    /// <param name="text">The text.</param>
    /// <param name="at">Where to begin.</param>
    /// <param name="withBackslashes">False where a backslash in a string is one, as under NO_BACKSLASH_ESCAPES.</param>
    public static SqlToken? Next(string text, int at, bool withBackslashes = true)
    {
        while (at < text.Length && char.IsWhiteSpace(text[at]))
            at++;
        if (at >= text.Length)
            return null;
        char first = text[at];
        return first switch
        {
            '`' => new SqlToken(SqlTokenKind.Name, at, QuotedLength(text, at, withBackslashes: false)),
            '\'' or '"' => new SqlToken(SqlTokenKind.String, at, QuotedLength(text, at, withBackslashes)),
            '/' when Follows(text, at, "/*") => new SqlToken(SqlTokenKind.Comment, at, LengthTo(text, at, "*/", 2)),
            '#' => new SqlToken(SqlTokenKind.Comment, at, LengthTo(text, at, "\n", 1)),
            '-' when Follows(text, at, "--") && (at + 2 >= text.Length || char.IsWhiteSpace(text[at + 2]) || char.IsControl(text[at + 2])) =>
                new SqlToken(SqlTokenKind.Comment, at, LengthTo(text, at, "\n", 2)),
            _ when IsOfWord(first) => new SqlToken(SqlTokenKind.Word, at, WordLength(text, at)),
            _ => new SqlToken(SqlTokenKind.Sign, at, 1),
        };
    }

    /// <summary>All pieces, comments left out.</summary>
    public static IEnumerable<SqlToken> All(string text, int at = 0, bool withBackslashes = true)
    {
        while (Next(text, at, withBackslashes) is { } token)
        {
            at = token.End;
            if (token.Kind != SqlTokenKind.Comment)
                yield return token;
        }
    }

    /// <summary>True where the piece is this keyword, or this sign.</summary>
    public static bool Is(string text, SqlToken token, string word) => token.Kind is SqlTokenKind.Word or SqlTokenKind.Sign
        && token.Length == word.Length && string.Compare(text, token.Start, word, 0, word.Length, StringComparison.OrdinalIgnoreCase) == 0;

    /// <summary>The name that a piece in backticks stands for, or in quotation marks under ANSI_QUOTES; or the word itself.</summary>
    public static string NameOf(string text, SqlToken token)
    {
        char first = text[token.Start];
        if (token.Length < 2 || first is not ('`' or '"'))
            return text.Substring(token.Start, token.Length);
        string quote = first.ToString();
        return text.Substring(token.Start + 1, token.Length - 2).Replace(quote + quote, quote, StringComparison.Ordinal);
    }

    private static bool IsOfWord(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '$' or '@' || c >= 0x80;

    private static int WordLength(string text, int at)
    {
        int end = at;
        while (end < text.Length && IsOfWord(text[end]))
            end++;
        return end - at;
    }

    private static int QuotedLength(string text, int at, bool withBackslashes)
    {
        char quote = text[at];
        for (int i = at + 1; i < text.Length; i++)
        {
            if (withBackslashes && text[i] == '\\')
                i++;
            else if (text[i] == quote && i + 1 < text.Length && text[i + 1] == quote)
                i++;
            else if (text[i] == quote)
                return i + 1 - at;
        }

        return text.Length - at;
    }

    private static bool Follows(string text, int at, string what) => string.CompareOrdinal(text, at, what, 0, what.Length) == 0;

    private static int LengthTo(string text, int at, string end, int skip)
    {
        int found = text.IndexOf(end, Math.Min(at + skip, text.Length), StringComparison.Ordinal);
        return (found < 0 ? text.Length : found + end.Length) - at;
    }
}
