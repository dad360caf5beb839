namespace BackupTools.Engines.Shared;

/// <summary>
/// The part of a script that is under way: read, and not yet dropped. It is as large as the longest statement and no larger than is
/// allowed.
/// </summary>
internal sealed class ScriptWindow
{
    /// <summary>
    /// The longest statement: a quarter of what the servers and SQLite take in one piece, so that a file of nothing but one
    /// statement costs no more memory than one large value does. Rows of a COPY are no statement and have no such limit.
    /// </summary>
    public const int LongestStatement = 256 * 1024 * 1024;

    private const int FirstSize = 256 * 1024;

    private readonly string _name;
    private readonly Stream _stream;
    private readonly int _limit;
    private readonly int _mostAtOnce;
    private byte[] _bytes;
    private int _start;
    private int _end;

    /// <param name="name">What errors call the script.</param>
    /// <param name="stream">Its bytes.</param>
    /// <param name="mostAtOnce">How many bytes are read at once, at most.</param>
    /// <param name="limit">The longest statement.</param>
    public ScriptWindow(string name, Stream stream, int mostAtOnce = FirstSize, int limit = LongestStatement)
    {
        _name = name;
        _stream = stream;
        _mostAtOnce = mostAtOnce;
        _limit = limit;
        _bytes = new byte[FirstSize];
    }

    /// <summary>What errors call the script.</summary>
    public string Name => _name;

    /// <summary>How rows may come that are too large for a statement: the end of a sentence; empty where there is no way.</summary>
    public string OtherWay { get; init; } = "";

    /// <summary>What is there.</summary>
    public ReadOnlyMemory<byte> Memory => _bytes.AsMemory(_start, _end - _start);

    /// <inheritdoc cref="Memory"/>
    public ReadOnlySpan<byte> Span => _bytes.AsSpan(_start, _end - _start);

    /// <summary>The line of its first byte.</summary>
    public long Line { get; private set; } = 1;

    /// <summary>True once everything was read.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Begins: a mark of UTF-8 is no part of the script, and one of UTF-16 is refused.</summary>
    public void Begin()
    {
        while (Span.Length < 3 && Fill())
        {
        }

        if (Span is [0xEF, 0xBB, 0xBF, ..])
            _start += 3;
        else if (Span is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..])
            throw ScriptErrors.Invalid(_name, 1, "The script is in UTF-16, which no server takes.", "Save it as UTF-8.");
    }

    /// <summary>Reads on.</summary>
    /// <returns>False where there is nothing more.</returns>
    public bool Fill()
    {
        if (HasEnded)
            return false;
        if (_end == _bytes.Length)
            MakeRoom();
        int count = _stream.Read(_bytes, _end, Math.Min(_mostAtOnce, _bytes.Length - _end));
        _end += count;
        HasEnded = count == 0;
        return count > 0;
    }

    /// <summary>Drops bytes at the beginning.</summary>
    public void Drop(int count)
    {
        Line += _bytes.AsSpan(_start, count).Count((byte)'\n');
        _start += count;
    }

    private void MakeRoom()
    {
        int length = _end - _start;
        if (length >= _limit)
        {
            throw ScriptErrors.Invalid(
                _name, Line, $"The statement that begins there has more than {Figures.Bytes(_limit)}.",
                $"Look for a quote or a parenthesis that is never closed{OtherWay}.");
        }

        int larger = (int)Math.Min(_bytes.Length * 2L, Math.Max(_limit, FirstSize));
        byte[] target = length > _bytes.Length / 2 && larger > _bytes.Length ? new byte[larger] : _bytes;
        Buffer.BlockCopy(_bytes, _start, target, 0, length);
        _bytes = target;
        _start = 0;
        _end = length;
    }
}
