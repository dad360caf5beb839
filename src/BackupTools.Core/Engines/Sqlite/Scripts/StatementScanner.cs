using System.Text;

namespace BackupTools.Engines.Sqlite.Scripts;

/// <summary>
/// Finds where statements end, as sqlite3_complete does, a byte at a time. What stands between BEGIN and END of a trigger belongs to it.
/// </summary>
internal sealed class StatementScanner
{
    private const int LongestKeyword = 9;

    private readonly byte[] _word = new byte[LongestKeyword];
    private int _length;
    private byte _close;
    private State _state;
    private Phase _phase;

    private enum State
    {
        Plain, Word, Quoted, Dash, LineComment, Slash, Comment, CommentStar,
    }

    /// <summary>How far a statement is, by its words.</summary>
    private enum Phase
    {
        Start, Normal, Explain, Create, Trigger, Semicolon, End,
    }

    /// <summary>True where something stands there that is neither white space nor a comment.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>How many bytes it has seen.</summary>
    public long Seen { get; private set; }

    /// <summary>Where the statement begins; where none has begun, all before that means nothing.</summary>
    public long Start => HasBegun ? LastStart : _state is State.Dash or State.Slash ? Seen - 1 : Seen;

    /// <summary>Where the last statement began.</summary>
    public long LastStart { get; private set; }

    /// <summary>The first word of the statement in upper case; empty where it is not one of those that matter.</summary>
    public string FirstWord { get; private set; } = "";

    /// <summary>True where something is missing that the end of the script cannot stand for, as it can for a semicolon.</summary>
    public string? Open => _state switch
    {
        State.Quoted => "a string or a quoted name that does not end",
        State.Comment or State.CommentStar => "a comment that does not end",
        _ when _phase is Phase.Trigger or Phase.Semicolon || (_phase == Phase.End && !HasBegun) => "a trigger without its END",
        _ => HasBegun || _state is State.Slash ? "no semicolon behind it" : null,
    };

    /// <summary>Looks at bytes until a statement ends.</summary>
    /// <param name="bytes">What follows what it has seen.</param>
    /// <param name="isZero">True where a zero stands there, which is no part of any text.</param>
    /// <returns>True where a statement has ended with the last byte that was seen.</returns>
    public bool Scan(ReadOnlySpan<byte> bytes, out bool isZero)
    {
        isZero = false;
        for (int i = 0; i < bytes.Length;)
        {
            int skipped = Skip(bytes[i..]);
            i += skipped;
            Seen += skipped;
            if (i == bytes.Length)
                break;
            byte b = bytes[i];
            if (b == 0)
            {
                isZero = true;
                return false;
            }

            bool wasPlain = _state == State.Plain;
            if (!Step(b))
                continue;
            i++;
            Seen++;
            if (!wasPlain || _state != State.Plain || b != ';')
                continue;
            _phase = _phase is Phase.Trigger or Phase.Semicolon ? Phase.Semicolon : Phase.Start;
            if (_phase != Phase.Start)
                continue;
            HasBegun = false;
            return true;
        }

        return false;
    }

    private int Skip(ReadOnlySpan<byte> bytes)
    {
        int index = _state switch
        {
            State.LineComment => bytes.IndexOfAny((byte)'\n', (byte)0),
            State.Comment => bytes.IndexOfAny((byte)'*', (byte)0),
            State.Quoted => bytes.IndexOfAny(_close, (byte)0),
            _ => 0,
        };
        return index < 0 ? bytes.Length : index;
    }

    /// <summary>Takes one byte.</summary>
    /// <returns>False where it is to be looked at once more, in another state.</returns>
    private bool Step(byte b)
    {
        switch (_state)
        {
            case State.Plain:
                return Begin(b);
            case State.Word:
                if (IsOfWord(b))
                    return Add(b);
                EndWord();
                return Leave();
            case State.Quoted:
                return Become(b == _close ? State.Plain : State.Quoted);
            case State.Dash:
            case State.Slash:
                bool isDash = _state == State.Dash;
                if (b == (isDash ? '-' : '*'))
                    return Become(isDash ? State.LineComment : State.Comment);
                Mark(Seen - 1);
                Other();
                return Leave();
            case State.LineComment:
                return Become(b == '\n' ? State.Plain : State.LineComment);
            case State.Comment:
                return Become(b == '*' ? State.CommentStar : State.Comment);
            default:
                return Become(b == '/' ? State.Plain : b == '*' ? State.CommentStar : State.Comment);
        }
    }

    private bool Begin(byte b)
    {
        if (b is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r' or (byte)'\f')
            return true;
        if (b is (byte)'-' or (byte)'/')
            return Become(b == '-' ? State.Dash : State.Slash);
        if (b == ';')
        {
            Mark(Seen);
            return true;
        }

        Mark(Seen);
        if (IsOfWord(b))
        {
            _length = 0;
            Add(b);
            return Become(State.Word);
        }

        Other();
        if (b is not ((byte)'\'' or (byte)'"' or (byte)'`' or (byte)'['))
            return true;
        _close = b == '[' ? (byte)']' : b;
        return Become(State.Quoted);
    }

    private bool Add(byte b)
    {
        if (_length < LongestKeyword)
            _word[_length] = b;
        _length = Math.Min(_length + 1, LongestKeyword + 1);
        return true;
    }

    private void EndWord()
    {
        string word = _length > LongestKeyword ? "" : Keyword(_word.AsSpan(0, _length));
        if (_phase == Phase.Start)
            FirstWord = word;
        _phase = (_phase, word) switch
        {
            (Phase.Start, "CREATE") => Phase.Create,
            (Phase.Start, "EXPLAIN") => Phase.Explain,
            (Phase.Explain, "CREATE") => Phase.Create,
            (Phase.Explain, "QUERY" or "PLAN") => Phase.Explain,
            (Phase.Create, "TEMP" or "TEMPORARY") => Phase.Create,
            (Phase.Create, "TRIGGER") => Phase.Trigger,
            (Phase.Semicolon, "END") => Phase.End,
            (Phase.Trigger or Phase.Semicolon or Phase.End, _) => Phase.Trigger,
            _ => Phase.Normal,
        };
    }

    /// <summary>A character that is no word.</summary>
    private void Other()
    {
        if (_phase == Phase.Start)
            FirstWord = "";
        _phase = _phase is Phase.Trigger or Phase.Semicolon or Phase.End ? Phase.Trigger : Phase.Normal;
    }

    private void Mark(long start)
    {
        LastStart = HasBegun ? LastStart : start;
        HasBegun = true;
    }

    private bool Become(State state)
    {
        _state = state;
        return true;
    }

    private bool Leave()
    {
        _state = State.Plain;
        return false;
    }

    private static bool IsOfWord(byte b) => b is (>= (byte)'0' and <= (byte)'9') or (byte)'_' or (byte)'$' or > 127 || (b | 0x20) is >= 'a' and <= 'z';

    private static string Keyword(ReadOnlySpan<byte> word)
    {
        foreach (string keyword in Keywords)
        {
            if (Ascii.EqualsIgnoreCase(word, keyword))
                return keyword;
        }

        return "";
    }

    private static readonly string[] Keywords =
        ["CREATE", "EXPLAIN", "QUERY", "PLAN", "TEMP", "TEMPORARY", "TRIGGER", "END", "BEGIN", "PRAGMA", "SAVEPOINT", "INSERT", "REPLACE", "WITH", "VACUUM"];
}
