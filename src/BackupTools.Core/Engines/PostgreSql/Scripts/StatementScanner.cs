namespace BackupTools.Engines.PostgreSql.Scripts;

/// <summary>
/// Finds where statements end, by psql's rules and a byte at a time, so that it does not matter how the bytes are divided. Every
/// encoding that it may meet has bytes of ASCII for characters of ASCII alone.
/// </summary>
internal sealed class StatementScanner
{
    private readonly DollarQuote _dollar = new();
    private BlockComment _comment;
    private State _state;
    private bool _escapes;
    private bool _mayContinue;
    private bool _sawLineEnd;

    private enum State
    {
        Plain, Dash, LineComment, Slash, Comment, Quoted, Escaped, AfterQuoted, Name, Word, Unicode, Tag, Dollar,
    }

    /// <summary>True where a backslash in a string of no kind is nothing special: <c>standard_conforming_strings</c>.</summary>
    public bool IsStandard { get; set; } = true;

    /// <summary>True where something stands there that is neither white space nor a comment.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>How many bytes it has seen; what it is not to look at, others add.</summary>
    public long Seen { get; set; }

    /// <summary>Where the statement begins; where none has begun, all before that means nothing.</summary>
    public long Start => HasBegun ? LastStart : _state is State.Dash or State.Slash ? Seen - 1 : Seen;

    /// <summary>Where the last statement began.</summary>
    public long LastStart { get; private set; }

    /// <summary>What the statement's words say.</summary>
    public StatementWords Words { get; } = new();

    /// <summary>What is not ended, as the end of a sentence; null where nothing is.</summary>
    public string? Open => _state switch
    {
        State.Comment => "a comment that does not end",
        State.Quoted or State.Escaped => "a string that does not end",
        State.Name => "a quoted name that does not end",
        State.Dollar => "a string between dollar signs that does not end",
        _ when Words.Parentheses > 0 => "a parenthesis that is not closed",
        _ when Words.Blocks > 0 => "a BEGIN without its END",
        _ => HasBegun || _state is State.Dash or State.Slash ? "no semicolon behind it" : null,
    };

    /// <summary>Forgets the statement before.</summary>
    public void BeginStatement() => Words.Clear();

    /// <summary>Looks at bytes until something ends.</summary>
    /// <param name="bytes">What follows what it has seen.</param>
    public ScanEnd Scan(ReadOnlySpan<byte> bytes)
    {
        for (int i = 0; i < bytes.Length;)
        {
            int skipped = Skip(bytes[i..]);
            i += skipped;
            Seen += skipped;
            if (i == bytes.Length)
                break;
            byte b = bytes[i];
            if (b == 0)
                return ScanEnd.Zero;
            bool wasPlain = _state == State.Plain;
            if (!Step(b))
                continue;
            i++;
            Seen++;
            if (!wasPlain || _state != State.Plain)
                continue;
            if (b == '\\')
                return ScanEnd.Backslash;
            if (b == ';' && !Words.IsInside)
                return End();
            if (b > ' ')
                Mark(Seen - 1);
        }

        return ScanEnd.More;
    }

    private ScanEnd End()
    {
        ScanEnd end = HasBegun ? ScanEnd.Statement : ScanEnd.Empty;
        HasBegun = _mayContinue = false;
        return end;
    }

    private void Mark(long start)
    {
        LastStart = HasBegun ? LastStart : start;
        HasBegun = true;
    }

    /// <summary>How many bytes mean nothing where it stands.</summary>
    private int Skip(ReadOnlySpan<byte> bytes)
    {
        int index = _state switch
        {
            State.LineComment => bytes.IndexOfAny((byte)'\n', (byte)'\r', (byte)0),
            State.Comment => bytes.IndexOfAny((byte)'*', (byte)'/', (byte)0) is var at && at < 0 ? bytes.Length - 1 : Math.Max(0, at - 1),
            State.Quoted => bytes.IndexOfAny((byte)'\'', (byte)'\\', (byte)0),
            State.Name => bytes.IndexOfAny((byte)'"', (byte)0),
            State.Dollar when !_dollar.IsMatching => bytes.IndexOfAny((byte)'$', (byte)0),
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
            case State.Dash:
                return Decide(b == '-', State.LineComment);
            case State.Slash:
                _comment.Begin();
                return Decide(b == '*', State.Comment);
            case State.LineComment:
                _sawLineEnd |= b is (byte)'\n' or (byte)'\r';
                return Become(b is (byte)'\n' or (byte)'\r' ? State.Plain : State.LineComment);
            case State.Comment:
                _mayContinue = false;
                return Become(_comment.Ends(b) ? State.Plain : State.Comment);
            case State.Quoted:
                return Become(b == '\'' ? State.AfterQuoted : b == '\\' && _escapes ? State.Escaped : State.Quoted);
            case State.Escaped:
                return Become(State.Quoted);
            case State.AfterQuoted:
                (_mayContinue, _sawLineEnd) = (_escapes, false);
                _state = b == '\'' ? State.Quoted : State.Plain;
                return b == '\'';
            case State.Name:
                return Become(b == '"' ? State.Plain : State.Name);
            case State.Word:
                return TakeWord(b);
            case State.Unicode:
                return b == '\'' ? Quote(escapes: false) : Leave();
            case State.Tag:
                return TakeTag(b);
            default:
                return Become(_dollar.Closes(b) ? State.Plain : State.Dollar);
        }
    }

    private bool Begin(byte b)
    {
        if (b is (byte)' ' or (byte)'\t' or (byte)'\f' or (byte)'\v')
            return true;
        if (b is (byte)'\n' or (byte)'\r')
            return _sawLineEnd = true;
        if (b is (byte)'-' or (byte)'/')
            return Become(b == '-' ? State.Dash : State.Slash);

        // A string goes on behind a line end, and by the rules of its first part.
        bool continues = _mayContinue && _sawLineEnd;
        _mayContinue = false;
        if (b == '\'')
            return Quote(continues || !IsStandard);
        if (b == '"')
            return Token(State.Name);
        if (b == '$')
        {
            _dollar.Begin();
            return Token(State.Tag);
        }

        if (!AsciiBytes.IsOfWord(b))
        {
            Words.Symbol(b);
            return true;
        }

        Mark(Seen);
        Words.Begin(b);
        return Become(State.Word);
    }

    private bool TakeWord(byte b)
    {
        if (AsciiBytes.IsOfWord(b) || b == '$')
        {
            Words.Add(b);
            return true;
        }

        char prefix = Words.Prefix;
        Words.End();
        if (b == '\'' && prefix is 'E' or 'N' or 'B' or 'X')
            return Quote(prefix == 'E' || (prefix == 'N' && !IsStandard));
        if (b != '&' || prefix != 'U')
            return Leave();
        Words.Symbol(b);
        return Become(State.Unicode);
    }

    private bool TakeTag(byte b)
    {
        if (_dollar.Opens(b) is not false and var opens)
            return Become(opens is true ? State.Dollar : State.Tag);

        // No string begins here: what was taken for its name is a word behind a dollar sign.
        _state = Words.Begin(_dollar.Rest) ? State.Word : State.Plain;
        return false;
    }

    /// <summary>Two bytes begin a comment, or the first of them is a symbol and the second is looked at by itself.</summary>
    private bool Decide(bool isComment, State comment)
    {
        if (isComment)
            return Become(comment);
        Mark(Seen - 1);
        _mayContinue = false;
        Words.Symbol((byte)'-');
        return Leave();
    }

    private bool Quote(bool escapes)
    {
        _escapes = escapes;
        return Token(State.Quoted);
    }

    private bool Token(State state)
    {
        Mark(Seen);
        Words.Quoted();
        return Become(state);
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
}
