using System.Text;

namespace BackupTools.Engines.Sqlite.Exporting;

/// <summary>
/// A definition out of a schema table, written for the sqlite3 command. SQLite itself reads the first statement of a
/// definition and ignores what follows; the command would run that, and takes a line that begins with a dot between
/// two statements for a command of its own.
/// </summary>
internal sealed class DefinitionText
{
    private readonly string _sql;
    private readonly StringBuilder _written = new();
    private readonly List<string> _words = [];
    private string? _problem;
    private int _at;

    private DefinitionText(string sql) => _sql = sql;

    /// <summary>The keywords, names and signs outside of strings, quoted names and comments, in capitals.</summary>
    public IReadOnlyList<string> Words => _words;

    /// <summary>What makes it anything but one statement, as the end of a sentence; null where nothing does.</summary>
    public string? Problem => _problem;

    /// <summary>The definition, which means the same and in which the command finds nothing of its own.</summary>
    public string Harmless => _written.ToString();

    /// <summary>Takes a definition apart.</summary>
    public static DefinitionText Read(string sql)
    {
        DefinitionText text = new(sql);
        text._problem = text.ReadAll();
        return text;
    }

    private string? ReadAll()
    {
        if (_sql.Contains('\0', StringComparison.Ordinal))
            return "has a zero character";
        bool mayHaveBody = false, isEnded = false;
        while (_at < _sql.Length)
        {
            int start = _at;
            if (start > 0 && _sql[start - 1] == '\n')
                GuardLine();
            if (Skip() is { } problem)
                return problem;
            _written.Append(_sql, start, _at - start);
            char first = _sql[start];
            if (first is ' ' or '\t' or '\n' or '\f' or '\r' || IsComment(start))
                continue;
            if (isEnded)
                return "is more than one statement";
            string word = first is '\'' or '"' or '`' or '[' ? first.ToString() : _sql[start.._at].ToUpperInvariant();
            bool endsBody = mayHaveBody && word == "END" && _words.Count > 0 && _words[^1] == ";";
            _words.Add(word);
            if (_words.Count == 1 && word != "CREATE")
                return "is no definition";
            mayHaveBody |= word == "TRIGGER" && (_words.Count == 2 || (_words.Count == 3 && _words[1] is "TEMP" or "TEMPORARY"));
            isEnded = endsBody || (word == ";" && !mayHaveBody);
        }

        if (_words.Count == 0)
            return "is empty";
        if (mayHaveBody && !isEnded)
            return "is a trigger that does not end";
        return _words[^1] == ";" ? "is more than a definition" : null;
    }

    /// <summary>A line of nothing but <c>/</c> or <c>go</c> ends a statement for the command, where it stands outside of quotes.</summary>
    private void GuardLine()
    {
        int at = _at;
        while (at < _sql.Length && _sql[at] is ' ' or '\t')
            at++;
        bool isGo = at + 1 < _sql.Length && _sql[at] is 'g' or 'G' && _sql[at + 1] is 'o' or 'O';
        bool isSlash = at < _sql.Length && _sql[at] == '/' && !IsComment(at);
        if (isGo || isSlash)
            _written.Append("/**/");
        else if (at < _sql.Length && _sql[at] is '.' or '#')
            _written.Append(' ');
    }

    private string? Skip()
    {
        char c = _sql[_at];
        if (c is '\'' or '"' or '`' or '[')
            return SkipQuoted(c == '[' ? ']' : c);
        if (IsComment(_at))
        {
            bool isLine = c == '-';
            int end = isLine ? _sql.IndexOf('\n', _at) : _sql.IndexOf("*/", _at + 2, StringComparison.Ordinal);
            if (end < 0 && !isLine)
                return "has a comment that does not end";
            _at = end < 0 ? _sql.Length : end + (isLine ? 1 : 2);
            return null;
        }

        do
        {
            _at++;
        }
        while (IsNamePart(c) && _at < _sql.Length && IsNamePart(_sql[_at]));
        return null;
    }

    private string? SkipQuoted(char quote)
    {
        for (_at++; _at < _sql.Length; _at++)
        {
            if (_sql[_at] != quote)
                continue;
            if (quote == ']' || _at + 1 == _sql.Length || _sql[_at + 1] != quote)
            {
                _at++;
                return null;
            }

            _at++;
        }

        return "has a string or a name that does not end";
    }

    private bool IsComment(int at) =>
        at + 1 < _sql.Length && ((_sql[at] == '-' && _sql[at + 1] == '-') || (_sql[at] == '/' && _sql[at + 1] == '*'));

    private static bool IsNamePart(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '$' || c > 127;
}
