namespace BackupTools.Engines.PostgreSql.Text;

/// <summary>
/// Takes SQL apart by the rules that the server and psql have in common. Where they could be of two minds about where a
/// string ends, or where psql would take a command of its own, the text is refused.
/// </summary>
/// <param name="sql">Text for a session with <c>standard_conforming_strings</c>.</param>
internal sealed class ScriptLexer(string sql)
{
    /// <summary>psql's variables whose values somebody else dictates; psql puts them in as they are.</summary>
    private static readonly HashSet<string> DictatedVariables = new(StringComparer.Ordinal)
    {
        "LAST_ERROR_MESSAGE", "LAST_ERROR_SQLSTATE", "SQLSTATE", "ERROR", "ROW_COUNT", "LASTOID", "DBNAME", "USER", "HOST", "PORT", "SERVICE",
        "ENCODING", "SERVER_VERSION_NAME", "SERVER_VERSION_NUM", "VERSION", "VERSION_NAME", "VERSION_NUM", "PROMPT1", "PROMPT2", "PROMPT3",
        "SHELL_ERROR", "SHELL_EXIT_CODE", "PIPELINE_COMMAND_COUNT", "PIPELINE_RESULT_COUNT", "PIPELINE_SYNC_COUNT",
    };

    private readonly List<ScriptToken> _tokens = [];
    private int _at;

    /// <summary>The tokens.</summary>
    public IReadOnlyList<ScriptToken> Tokens => _tokens;

    /// <summary>Reads the whole text.</summary>
    /// <returns>What is wrong, as the end of a sentence whose subject is the text; null where nothing is.</returns>
    public string? Read()
    {
        while (_at < sql.Length)
        {
            string? problem = Next();
            if (problem is not null)
                return problem;
        }

        return null;
    }

    private string? Next()
    {
        char c = sql[_at];
        char next = Peek(1);
        if (c is ' ' or '\t' or '\n' or '\r' or '\f')
        {
            _at++;
            return null;
        }

        if (c == '\0')
            return "has a zero character";
        if (c == '-' && next == '-')
        {
            int end = sql.AsSpan(_at).IndexOfAny('\n', '\r');
            _at = end < 0 ? sql.Length : _at + end;
            return null;
        }

        if (c == '/' && next == '*')
            return SkipComment();
        if (c == '\'')
            return ReadString(_at, withBackslashes: false);
        if (c == '"')
            return ReadQuoted(_at, TokenKind.Name, '"', withBackslashes: false);
        if (c == '$' && TagEnd() is { } tagEnd)
            return ReadDollarString(tagEnd);
        if (IsNameStart(c))
            return ReadWord();
        if (char.IsAsciiDigit(c))
        {
            int start = _at;
            while (char.IsAsciiDigit(Peek(0)))
                _at++;
            Add(TokenKind.Number, start);
            return null;
        }

        if (c == '\\')
            return "has a backslash outside of a string, a name and a comment, which psql takes for a command of its own";
        if (c == ':')
            return ReadColon();
        Add(TokenKind.Symbol, _at++, _at);
        return null;
    }

    private string? ReadWord()
    {
        int start = _at;
        bool afterDigit = start > 0 && char.IsAsciiDigit(sql[start - 1]) && _tokens.Count > 0 && _tokens[^1].End == start;
        while (IsNamePart(Peek(0)))
            _at++;
        string word = sql[start.._at];
        bool isPrefix = word.Length == 1 && Peek(0) == '\'' && "eEbBxXnN".Contains(word[0], StringComparison.Ordinal);
        bool isUnicode = word is "u" or "U" && Peek(0) == '&' && Peek(1) is '\'' or '"';
        if (afterDigit && (isPrefix || isUnicode))
            return "has a string right behind a number";
        if (isPrefix)
            return ReadString(start, withBackslashes: word[0] is 'e' or 'E');
        if (!isUnicode)
        {
            Add(TokenKind.Word, start);
            return null;
        }

        _at++;
        return Peek(0) == '"' ? ReadQuoted(start, TokenKind.Name, '"', withBackslashes: false) : ReadString(start, withBackslashes: false);
    }

    /// <summary>Reads a string whose prefix has been read.</summary>
    private string? ReadString(int start, bool withBackslashes)
    {
        if (ReadQuoted(start, TokenKind.String, '\'', withBackslashes) is { } problem)
            return problem;

        // A string goes on behind a line end, and by the rules of its first part.
        int after = SkipSpaceAndComments(_at);
        return after > _at && after < sql.Length && sql[after] == '\'' ? "has a string that goes on behind a line end" : null;
    }

    private string? ReadQuoted(int start, TokenKind kind, char quote, bool withBackslashes)
    {
        for (_at++; _at < sql.Length; _at++)
        {
            if (sql[_at] == '\0')
                return "has a zero character";
            if (withBackslashes && sql[_at] == '\\')
                _at++;
            else if (sql[_at] == quote && Peek(1) == quote)
                _at++;
            else if (sql[_at] == quote)
            {
                _at++;
                Add(kind, start);
                return null;
            }
        }

        return "has a string or a name that does not end";
    }

    private string? ReadDollarString(int tagEnd)
    {
        int start = _at;
        string tag = sql[start..tagEnd];
        int end = sql.IndexOf(tag, tagEnd, StringComparison.Ordinal);
        if (end < 0)
            return "has a string that does not end";
        if (sql.AsSpan(start, end - start).Contains('\0'))
            return "has a zero character";
        _at = end + tag.Length;
        Add(TokenKind.DollarString, start);
        return null;
    }

    private string? ReadColon()
    {
        int start = _at++;
        if (Peek(0) is ':' or '=')
        {
            Add(TokenKind.Symbol, start, ++_at);
            return null;
        }

        Add(TokenKind.Symbol, start);
        int end = _at;
        while (end < sql.Length && (char.IsAsciiLetterOrDigit(sql[end]) || sql[end] == '_' || sql[end] > 127))
            end++;
        return DictatedVariables.Contains(sql[_at..end]) ? $"has ':{sql[_at..end]}', for which psql puts in the value of a variable" : null;
    }

    private string? SkipComment()
    {
        int end = CommentEnd(_at);
        if (end < 0)
            return "has a comment that does not end";
        _at = end;
        return null;
    }

    /// <summary>Where the comment that begins here ends; -1 where it does not.</summary>
    private int CommentEnd(int at)
    {
        int depth = 0;
        for (; at + 1 < sql.Length; at++)
        {
            if (sql[at] == '/' && sql[at + 1] == '*')
            {
                depth++;
                at++;
            }
            else if (sql[at] == '*' && sql[at + 1] == '/')
            {
                at++;
                if (--depth == 0)
                    return at + 1;
            }
        }

        return -1;
    }

    private int SkipSpaceAndComments(int at)
    {
        while (at < sql.Length)
        {
            if (sql[at] is ' ' or '\t' or '\n' or '\r' or '\f' or '\v')
                at++;
            else if (sql[at] == '-' && at + 1 < sql.Length && sql[at + 1] == '-')
                at = sql.AsSpan(at).IndexOfAny('\n', '\r') is >= 0 and int line ? at + line : sql.Length;
            else if (sql[at] == '/' && at + 1 < sql.Length && sql[at + 1] == '*' && CommentEnd(at) is >= 0 and int end)
                at = end;
            else
                break;
        }

        return at;
    }

    /// <summary>Where the opening tag that begins here ends; null where none begins.</summary>
    private int? TagEnd()
    {
        int end = _at + 1;
        while (end < sql.Length && (IsNameStart(sql[end]) || (end > _at + 1 && char.IsAsciiDigit(sql[end]))))
            end++;
        return end < sql.Length && sql[end] == '$' ? end + 1 : null;
    }

    private char Peek(int distance) => _at + distance < sql.Length ? sql[_at + distance] : ' ';

    private void Add(TokenKind kind, int start) => Add(kind, start, _at);

    private void Add(TokenKind kind, int start, int end) => _tokens.Add(new ScriptToken(kind, start, end));

    private static bool IsNameStart(char c) => char.IsAsciiLetter(c) || c == '_' || c > 127;

    private static bool IsNamePart(char c) => IsNameStart(c) || char.IsAsciiDigit(c) || c == '$';
}
