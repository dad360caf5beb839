using System.Text;
using BackupTools.Engines.MySql.Connections;

namespace BackupTools.Engines.MySql.Scripts.Splitting;

/// <summary>
/// Finds where statements end, by the client's rules, and what they say, by the server's: which strings have backslashes and which comments are
/// SQL depends on the server and on what the session has set.
/// </summary>
internal sealed partial class StatementScanner
{
    /// <summary>What has to be seen to know what begins at a place; so long can a delimiter be.</summary>
    public const int Lookahead = 16;

    private readonly ServerVersion _server;
    private readonly PieceScanner _piece;
    private SessionState _settings = new("", "utf8mb4");
    private CharacterKinds _characters = CharacterKinds.Of("utf8mb4");
    private byte[] _delimiter = [(byte)';'];
    private State _state;
    private SkippedComment _comment;
    private bool _isInVersion;

    private enum State
    {
        Plain, Word, Quoted, LineComment, Comment,
    }

    /// <summary>Begins to scan.</summary>
    /// <param name="server">The server that is to run the script.</param>
    public StatementScanner(ServerVersion server)
    {
        _server = server;
        _piece = new PieceScanner(Words);
    }

    /// <summary>What ends a statement.</summary>
    public ReadOnlySpan<byte> Delimiter => _delimiter;

    /// <summary>True to take the end of the line for the statement's.</summary>
    public bool EndsWithLine { get; set; }

    /// <summary>Where the statement begins and ends.</summary>
    public StatementPlace Place { get; } = new();

    /// <summary>How many bytes it has seen.</summary>
    public long Seen { get; private set; }

    /// <summary>Where the statement begins; where none has begun, all before that means nothing.</summary>
    public long Start => Place.HasBegun ? Place.Start : Seen;

    /// <summary>What the statement's pieces say.</summary>
    public StatementWords Words { get; } = new();

    /// <summary>What is not ended, as the end of a sentence; null where nothing is.</summary>
    public string? Open => _state switch
    {
        State.Quoted => _piece.IsName ? "a quoted name that does not end" : "a string that does not end",
        State.Comment => "a comment that does not end",
        _ when _isInVersion => "a comment that does not end",
        _ => Place.HasBegun ? $"no {Encoding.Latin1.GetString(_delimiter)} behind it" : null,
    };

    /// <summary>Takes the session's settings on: which bytes are letters, what a backslash is, and how names are read.</summary>
    public void Follow(SessionState state)
    {
        _settings = state;
        _characters = CharacterKinds.Of(state.CharacterSet);
        Words.Encoding = state.Encoding;
    }

    /// <summary>Goes on behind a command of the client, with another delimiter.</summary>
    public void Skip(long position, byte[] delimiter)
    {
        Seen = position;
        _delimiter = delimiter;
        _state = State.Plain;
        _isInVersion = false;
        Place.Close(position, isLineStart: true);
        Words.Clear();
    }

    /// <summary>Forgets the statement before.</summary>
    public void BeginStatement()
    {
        Words.Clear();
        EndsWithLine = false;
    }

    /// <summary>Looks at bytes until something ends.</summary>
    /// <param name="bytes">What follows what it has seen.</param>
    /// <param name="isLast">True where nothing follows them.</param>
    public ScanEnd Scan(ReadOnlySpan<byte> bytes, bool isLast)
    {
        while (true)
        {
            int skipped = Pass(bytes);
            Seen += skipped;
            bytes = bytes[skipped..];
            if (bytes.Length == 0 || (bytes.Length < Lookahead && !isLast))
                break;
            if (bytes[0] == 0)
                return ScanEnd.Zero;
            bool wasFirst = _state == State.Word && Words.Count == 0;
            int length = Step(bytes, out ScanEnd end);
            Seen += length;
            bytes = bytes[length..];
            if (end != ScanEnd.More)
                return end;
            if (wasFirst && Words.Count == 1 && !_isInVersion && Keywords.IsOfClient(Words.First))
                return ScanEnd.Command;
        }

        return isLast && bytes.Length == 0 ? Finish() : ScanEnd.More;
    }

    private ScanEnd Finish()
    {
        bool wasFirst = _state == State.Word && Words.Count == 0;
        if (_state == State.Word)
            EndWord();
        if (wasFirst && !_isInVersion && Keywords.IsOfClient(Words.First))
            return ScanEnd.Command;
        if (!EndsWithLine || !Place.HasBegun || _state is not (State.Plain or State.LineComment))
            return ScanEnd.More;
        End(0, out ScanEnd end);
        return end;
    }
}
