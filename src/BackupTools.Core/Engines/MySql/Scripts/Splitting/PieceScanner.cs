namespace BackupTools.Engines.MySql.Scripts.Splitting;

/// <summary>Takes words, names and strings out of a statement, a part at a time.</summary>
internal sealed class PieceScanner(StatementWords words)
{
    private Quotation _quotation;
    private bool _isQuoted;
    private long _start;

    /// <summary>True where a name between quotation marks is under way.</summary>
    public bool IsName => _isQuoted && _quotation.IsName;

    /// <summary>Begins a word.</summary>
    public void BeginWord(long position)
    {
        words.Begin();
        _start = position;
        _isQuoted = false;
    }

    /// <summary>Begins a string or a name.</summary>
    /// <param name="mark">Its quotation mark.</param>
    /// <param name="state">What the session has set.</param>
    /// <param name="position">Where it stands.</param>
    public void BeginQuoted(byte mark, SessionState state, long position)
    {
        words.Begin();
        _start = position;
        _isQuoted = true;
        _quotation.Begin(mark, state.HasAnsiQuotes, state.IsWithoutBackslashes);
    }

    /// <summary>The first place in a string or a name that may mean something; -1 for none.</summary>
    public int Find(ReadOnlySpan<byte> bytes) => _quotation.Find(bytes);

    /// <summary>Adds what belongs to it.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        if (!_isQuoted || _quotation.IsName)
            words.Add(bytes);
    }

    /// <summary>Takes what stands in a string or a name.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="position">Where they stand.</param>
    /// <param name="ends">True where it ends with that.</param>
    /// <returns>The length.</returns>
    public int TakeQuoted(ReadOnlySpan<byte> bytes, long position, out bool ends)
    {
        int length = _quotation.Take(bytes);
        ends = length == 0;
        if (!ends)
            Add(bytes[..length]);
        else if (_quotation.IsName)
            words.Name((char)bytes[0], _start, position + 1);
        else
            words.String(_start, position + 1);
        return Math.Max(length, 1);
    }

    /// <summary>Ends a word.</summary>
    public void EndWord(long position) => words.Word(_start, position);
}
