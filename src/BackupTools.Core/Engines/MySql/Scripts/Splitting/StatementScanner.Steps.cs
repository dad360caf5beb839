namespace BackupTools.Engines.MySql.Scripts.Splitting;

/// <summary>The steps from one place to the next.</summary>
internal sealed partial class StatementScanner
{
    /// <summary>How many bytes mean nothing where it stands, or are more of the same.</summary>
    private int Pass(ReadOnlySpan<byte> bytes)
    {
        if (_characters.Pairs is not null || _state == State.Plain || (_state == State.Word && _characters.OfWord.Contains(_delimiter[0])))
            return 0;
        int index = _state switch
        {
            State.Word => bytes.IndexOfAnyExcept(_characters.OfWord),
            State.LineComment => bytes.IndexOfAny((byte)'\n', (byte)0),
            State.Comment => bytes.IndexOfAny((byte)'*', (byte)'/', (byte)0),
            _ => _piece.Find(bytes),
        };
        int count = index < 0 ? bytes.Length : index;
        if (_state is State.Word or State.Quoted)
            _piece.Add(bytes[..count]);
        return count;
    }

    /// <summary>Takes what begins at a place.</summary>
    /// <returns>Its length.</returns>
    private int Step(ReadOnlySpan<byte> bytes, out ScanEnd end)
    {
        end = ScanEnd.More;
        byte b = bytes[0];
        if (_characters.Pairs?.IsPair(bytes) == true)
            return TakeCharacter(bytes[..2]);
        switch (_state)
        {
            case State.Plain:
                return Begin(bytes, out end);
            case State.Word when _characters.OfWord.Contains(b) && !bytes.StartsWith(_delimiter):
                _piece.Add(bytes[..1]);
                return 1;
            case State.Word:
                EndWord();
                return 0;
            case State.LineComment:
                _state = b == '\n' ? State.Plain : State.LineComment;
                Place.IsLineStart |= b == '\n';
                return b == '\n' && EndsWithLine && Place.HasBegun ? End(1, out end) : 1;
            case State.Comment:
                int taken = _comment.Take(bytes, out bool ends);
                _state = ends ? State.Plain : State.Comment;
                return taken;
            default:
                int length = _piece.TakeQuoted(bytes, Seen, out bool closes);
                _state = closes ? State.Plain : State.Quoted;
                return length;
        }
    }

    private int Begin(ReadOnlySpan<byte> bytes, out ScanEnd end)
    {
        end = ScanEnd.More;
        byte b = bytes[0];
        if (bytes.StartsWith(_delimiter))
            return End(_delimiter.Length, out end);
        if (b == '\n' && EndsWithLine && Place.HasBegun)
            return End(1, out end);
        if (b <= ' ')
        {
            Place.IsLineStart |= b == '\n';
            return 1;
        }

        if (b == '#' || (bytes.StartsWith("--"u8) && (!Place.HasBegun || bytes.Length == 2 || bytes[2] is <= (byte)' ' or 0x7F)))
            return Enter(State.LineComment, b == '#' ? 1 : 2);
        if (bytes.StartsWith("/*"u8))
            return EnterComment(bytes);
        if (_isInVersion && bytes.StartsWith("*/"u8))
        {
            _isInVersion = Place.IsLineStart = false;
            return 2;
        }

        if (b == '\\' && (bytes.Length < 2 || bytes[1] != 'N'))
        {
            end = ScanEnd.Backslash;
            return 0;
        }

        Place.Mark(Seen);
        if (_characters.OfWord.Contains(b) || b == '\\')
        {
            _piece.BeginWord(Seen);
            return Enter(State.Word, b == '\\' ? 1 : 0);
        }

        if (b is (byte)'\'' or (byte)'"' or (byte)'`')
        {
            _piece.BeginQuoted(b, _settings, Seen);
            return Enter(State.Quoted, 1);
        }

        Words.Sign(b, Seen);
        return 1;
    }

    private int EnterComment(ReadOnlySpan<byte> bytes)
    {
        bool isRun = VersionComment.IsRun(bytes, _server, out int length);
        if (!isRun)
        {
            _comment.Begin(mayNest: length > 0);
            return Enter(State.Comment, 2);
        }

        Place.Mark(Seen);
        _isInVersion = true;
        return length;
    }

    /// <summary>A character of two bytes, which is itself in a string, and a letter elsewhere.</summary>
    private int TakeCharacter(ReadOnlySpan<byte> bytes)
    {
        if (_state == State.Plain)
        {
            Place.Mark(Seen);
            _piece.BeginWord(Seen);
            Enter(State.Word, 0);
        }

        if (_state is State.Word or State.Quoted)
            _piece.Add(bytes);
        return bytes.Length;
    }

    private void EndWord()
    {
        _piece.EndWord(Seen);
        _state = State.Plain;
    }

    private int End(int length, out ScanEnd end)
    {
        end = Place.HasBegun && Words.Count > 0 ? ScanEnd.Statement : ScanEnd.Empty;
        Place.Close(Seen, EndsWithLine);
        _isInVersion = false;
        return length;
    }

    private int Enter(State state, int length)
    {
        _state = state;
        Place.IsLineStart &= state == State.LineComment;
        return length;
    }
}
