using System.Text;

namespace BackupTools.Engines.MySql.Scripts.Splitting;

/// <summary>What a statement's pieces say: how it begins, which databases it names, and what else is looked for in it.</summary>
internal sealed class StatementWords
{
    private const int MostInHead = 48;
    private const int MostInHeadOfRows = 8;
    private const int LongestText = 300;
    private const int MostQualified = 100_000;

    private readonly byte[] _text = new byte[LongestText];
    private readonly List<HeadToken> _head = [];
    private readonly List<QualifiedName> _qualified = [];
    private int _length;
    private ScriptToken _last;
    private ScriptToken _second;
    private ScriptToken _third;
    private QualifiedName? _pending;
    private QualifiedName? _open;
    private bool _isAmongTables;

    /// <summary>How the bytes of names are read.</summary>
    public Encoding Encoding { get; set; } = Encoding.UTF8;

    /// <summary>How many pieces there are.</summary>
    public long Count { get; private set; }

    /// <summary>The first of them, up to what is ever asked for.</summary>
    public IReadOnlyList<HeadToken> Head => _head;

    /// <summary>The first word in upper case; empty where it is none that is asked for.</summary>
    public string First => _head.Count > 0 ? _head[0].Token.Keyword : "";

    /// <summary>Names with another before them.</summary>
    public IReadOnlyList<QualifiedName> Qualified => _qualified;

    /// <summary>True where there are more of these than anybody writes.</summary>
    public bool HasTooManyNames { get; private set; }

    /// <summary>What is found in it that reaches beyond the database.</summary>
    public ReachFinder Reach { get; } = new();

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _head.Clear();
        _qualified.Clear();
        Reach.Clear();
        _last = _second = _third = default;
        _pending = _open = null;
        _isAmongTables = HasTooManyNames = false;
        Count = 0;
    }

    /// <summary>Begins a word or a name.</summary>
    public void Begin() => _length = 0;

    /// <summary>Adds to it; what is longer than any name is none that is asked for.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        int count = Math.Min(bytes.Length, LongestText - _length);
        bytes[..count].CopyTo(_text.AsSpan(_length));
        _length += count;
    }

    /// <summary>Ends a word.</summary>
    public void Word(long start, long end) => Push(new ScriptToken(ScriptTokenKind.Word, Keywords.Find(_text.AsSpan(0, _length)), '\0', start, end), '\0');

    /// <summary>Ends a name.</summary>
    public void Name(char quote, long start, long end) => Push(new ScriptToken(ScriptTokenKind.Name, "", '\0', start, end), quote);

    /// <summary>A string.</summary>
    public void String(long start, long end) => Push(new ScriptToken(ScriptTokenKind.String, "", '\0', start, end), '\0');

    /// <summary>Any other character.</summary>
    public void Sign(byte b, long at) => Push(new ScriptToken(ScriptTokenKind.Sign, "", (char)b, at, at + 1), '\0');

    private void Push(ScriptToken token, char quote)
    {
        Count++;
        if (_head.Count < (First is "INSERT" or "REPLACE" ? MostInHeadOfRows : MostInHead))
            _head.Add(new HeadToken(token, token.Keyword.Length > 0 ? token.Keyword : token.IsName ? Text(quote) : ""));
        Qualify(token);
        Reach.Take(token, _last, _head[0].Token);
        if (token.Kind == ScriptTokenKind.Word && token.Keyword.Length > 0)
            Place(token.Keyword);
        (_third, _second, _last) = (_second, _last, token);
    }

    /// <summary>Keeps a name before a dot. Of a variable (<c>@a.b</c>) no part is a database.</summary>
    private void Qualify(ScriptToken token)
    {
        if (_open is { } open)
        {
            open.IsTriple = token.Sign == '.';
            open.IsCall = token.Sign == '(';
            _open = null;
        }

        if (_pending is { } pending && token.IsName)
        {
            HasTooManyNames |= _qualified.Count >= MostQualified;
            if (!HasTooManyNames)
                _qualified.Add(pending);
            _open = pending;
        }

        _pending = null;
        if (token.Sign != '.' || !_last.IsName || _second.Sign is '.' or '@' || IsNumber())
            return;
        char quote = _last.Kind == ScriptTokenKind.Name ? '`' : '\0';
        _pending = new QualifiedName(Text(quote), _last.Start, token.End, _second, _third, Count - 1, _isAmongTables);
    }

    private void Place(string keyword)
    {
        if (keyword is "FROM" or "JOIN" or "STRAIGHT_JOIN" or "UPDATE" or "TABLE" or "TABLES" or "VIEW" or "TO")
            _isAmongTables = true;
        else if (keyword is "WHERE" or "ON" or "SET" or "SELECT" or "VALUES" or "GROUP" or "ORDER" or "HAVING" or "LIMIT" or "USING" or "INTO" or "AS")
            _isAmongTables = keyword == "AS" && _isAmongTables;
    }

    private bool IsNumber() => _last.Kind == ScriptTokenKind.Word && _text.AsSpan(0, _length).IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;

    private string Text(char quote)
    {
        string text = Encoding.GetString(_text.AsSpan(0, _length));
        if (quote == '\0')
            return text;
        string mark = quote.ToString();
        return text.Replace(mark + mark, mark, StringComparison.Ordinal);
    }
}
