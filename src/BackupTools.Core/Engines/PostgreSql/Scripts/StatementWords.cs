using System.Text;

namespace BackupTools.Engines.PostgreSql.Scripts;

/// <summary>
/// What a statement's words say: where psql lets the body of a function go on behind a semicolon, and whether a COPY reaches for
/// something else than the client.
/// </summary>
internal sealed class StatementWords
{
    private const int LongestKeyword = 12;
    private const int MostKept = 4;

    private readonly byte[] _word = new byte[LongestKeyword];
    private readonly string[] _first = new string[MostKept];
    private int _length;
    private int _count;
    private bool _isCopyDirection;

    /// <summary>How many parentheses are open.</summary>
    public int Parentheses { get; private set; }

    /// <summary>How many blocks of a body in SQL are open.</summary>
    public int Blocks { get; private set; }

    /// <summary>True where a semicolon does not end the statement.</summary>
    public bool IsInside => Parentheses > 0 || Blocks > 0;

    /// <summary>True for a COPY from or to a program, or a file of the server.</summary>
    public bool CopiesOnServer { get; private set; }

    /// <summary>The kind of string that a quote right behind the word begins, in upper case; a space where the word does not matter.</summary>
    public char Prefix => _length == 1 && (char)(_word[0] & 0xDF) is var letter && letter is 'E' or 'B' or 'X' or 'N' or 'U' ? (char)(_word[0] & 0xDF) : ' ';

    /// <summary>The first words in upper case, as long as nothing else stands between them.</summary>
    public string Beginning => string.Join(' ', _first.Take(Math.Min(_count, MostKept)));

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _count = _length = Parentheses = Blocks = 0;
        CopiesOnServer = _isCopyDirection = false;
    }

    /// <summary>Begins a word.</summary>
    public void Begin(byte b)
    {
        _length = 0;
        Add(b);
    }

    /// <summary>Begins a word with all of these bytes.</summary>
    /// <returns>False where there are none.</returns>
    public bool Begin(IEnumerable<byte> word)
    {
        _length = 0;
        foreach (byte b in word)
            Add(b);
        return _length > 0;
    }

    /// <summary>Adds to a word; one that is longer than any keyword is none.</summary>
    public void Add(byte b)
    {
        if (_length < LongestKeyword)
            _word[_length] = b;
        _length = Math.Min(_length + 1, LongestKeyword + 1);
    }

    /// <summary>Ends a word.</summary>
    public void End()
    {
        string word = KeywordOf(_length > LongestKeyword ? [] : _word.AsSpan(0, _length));
        if (_count < MostKept)
            _first[_count] = word;
        _count = Math.Min(_count + 1, MostKept + 1);
        if (Parentheses > 0)
            return;
        if (_first[0] == "COPY")
        {
            CopiesOnServer |= _isCopyDirection && word is not ("STDIN" or "STDOUT");
            _isCopyDirection = word is "FROM" or "TO";
        }

        if (!MakesRoutine)
            return;
        if (word == "BEGIN")
            Blocks++;
        else if (Blocks > 0 && word is "CASE" or "END")
            Blocks += word == "CASE" ? 1 : -1;
    }

    /// <summary>A string, or a quoted name.</summary>
    public void Quoted()
    {
        CopiesOnServer |= _isCopyDirection && Parentheses == 0;
        NoWord();
    }

    /// <summary>Any other character.</summary>
    public void Symbol(byte b)
    {
        if (b == '(')
            Parentheses++;
        else if (b == ')' && Parentheses > 0)
            Parentheses--;
        NoWord();
    }

    /// <summary>True for <c>CREATE [OR REPLACE] FUNCTION</c> and <c>PROCEDURE</c>, where psql looks for blocks.</summary>
    private bool MakesRoutine => _count >= 2 && _first[0] == "CREATE"
        && (_first[1] is "FUNCTION" or "PROCEDURE" || (_count >= 4 && _first[1] == "OR" && _first[2] == "REPLACE" && _first[3] is "FUNCTION" or "PROCEDURE"));

    private void NoWord()
    {
        _isCopyDirection = false;
        if (_count < MostKept)
            _first[_count] = "";
        _count = Math.Min(_count + 1, MostKept + 1);
    }

    /// <summary>The words that are asked for; all others are alike. No statement of a million costs a text of its own for it.</summary>
    private static string KeywordOf(ReadOnlySpan<byte> word)
    {
        if (word.Length < 2)
            return "";
        foreach (string keyword in Keywords)
        {
            if (keyword.Length == word.Length && Ascii.EqualsIgnoreCase(word, keyword))
                return keyword;
        }

        return "";
    }

    private static readonly string[] Keywords =
    [
        "CREATE", "FUNCTION", "PROCEDURE", "OR", "REPLACE", "BEGIN", "CASE", "END", "COPY", "FROM", "TO", "STDIN", "STDOUT", "PROGRAM",
        "ALTER", "SYSTEM", "LOAD", "DATABASE", "DROP", "TABLESPACE",
    ];
}
