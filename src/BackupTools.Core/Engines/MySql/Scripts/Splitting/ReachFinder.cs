namespace BackupTools.Engines.MySql.Scripts.Splitting;

/// <summary>Looks in a statement for what reaches beyond the database, wherever in it that stands.</summary>
internal sealed class ReachFinder
{
    private int _parentheses;
    private int _ats;
    private bool _isTarget;
    private bool _isAfterEngine;

    /// <summary>What it does, as a sentence; null where nothing was found.</summary>
    public string? Sentence { get; private set; }

    /// <summary>True where it sets something for all sessions, and for good.</summary>
    public bool SetsServer { get; private set; }

    /// <summary>True where it sets which transactions the server takes for executed.</summary>
    public bool SetsHistory { get; private set; }

    /// <summary>True where it turns the binary log off or on.</summary>
    public bool SetsLog { get; private set; }

    /// <summary>How many variables a SET sets.</summary>
    public int Assignments { get; private set; }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _parentheses = _ats = Assignments = 0;
        _isTarget = _isAfterEngine = SetsServer = SetsHistory = SetsLog = false;
        Sentence = null;
    }

    /// <summary>Looks at the next piece.</summary>
    /// <param name="token">The piece.</param>
    /// <param name="before">The one before it.</param>
    /// <param name="first">The statement's first.</param>
    public void Take(ScriptToken token, ScriptToken before, ScriptToken first)
    {
        if (token.Kind == ScriptTokenKind.Word && token.Keyword.Length > 0)
            Sentence ??= Find(token.Keyword, before.Keyword, first.Keyword);
        else if (token.Sign == '(' && before.Is("LOAD_FILE"))
            Sentence ??= "LOAD_FILE reads a file of the server.";
        _isAfterEngine = token.Is("ENGINE") || (_isAfterEngine && token.Sign == '=');
        if (first.Is("SET"))
            TakeAssignment(token, before);
        if (token.Sign == '(')
            _parentheses++;
        else if (token.Sign == ')' && _parentheses > 0)
            _parentheses--;
    }

    private string? Find(string word, string before, string first) => word switch
    {
        "OUTFILE" or "DUMPFILE" when before == "INTO" => $"INTO {word} writes a file of the server.",
        "SONAME" when first is "CREATE" => "SONAME loads a library of the server.",
        "DIRECTORY" when before is "DATA" or "INDEX" && first is "CREATE" or "ALTER" => $"{before} DIRECTORY names a folder of the server.",
        "TABLESPACE" when before is "IMPORT" or "DISCARD" => $"{before} TABLESPACE reaches for files of the server.",
        "FEDERATED" or "CONNECT" or "SPIDER" when _isAfterEngine => $"Tables of the engine {word} reach for files or other servers.",
        _ => null,
    };

    /// <summary>What stands before an equals sign: <c>SET GLOBAL a = 1, @@session.b = 2, @c = 3</c>.</summary>
    private void TakeAssignment(ScriptToken token, ScriptToken before)
    {
        if (before.Is("SET") || (before.Sign == ',' && _parentheses == 0))
        {
            _isTarget = true;
            _ats = 0;
            Assignments++;
        }

        if (!_isTarget)
            return;
        if (token.Sign == '@')
            _ats++;
        else if (token.Sign is '=' or ':')
            _isTarget = false;
        else if (_ats != 1 && token.Kind == ScriptTokenKind.Word)
            TakeTarget(token.Keyword);
    }

    private void TakeTarget(string word)
    {
        SetsServer |= word is "GLOBAL" or "PERSIST" or "PERSIST_ONLY";
        SetsHistory |= word == "GTID_PURGED";
        SetsLog |= word == "SQL_LOG_BIN";
    }
}
