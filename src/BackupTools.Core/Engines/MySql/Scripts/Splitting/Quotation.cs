namespace BackupTools.Engines.MySql.Scripts.Splitting;

/// <summary>What stands between quotation marks: a string, or a name.</summary>
internal struct Quotation
{
    private byte _mark;
    private bool _hasEscapes;

    /// <summary>True for a name.</summary>
    public bool IsName { get; private set; }

    /// <summary>Begins with a mark.</summary>
    /// <param name="mark">The mark.</param>
    /// <param name="hasAnsiQuotes">True where names can stand between double ones.</param>
    /// <param name="isWithoutBackslashes">True where a backslash in a string is nothing special.</param>
    public void Begin(byte mark, bool hasAnsiQuotes, bool isWithoutBackslashes)
    {
        _mark = mark;
        IsName = mark == '`' || (mark == '"' && hasAnsiQuotes);
        _hasEscapes = !IsName && !isWithoutBackslashes;
    }

    /// <summary>The first place that may mean something; -1 for none.</summary>
    public readonly int Find(ReadOnlySpan<byte> bytes) => _hasEscapes ? bytes.IndexOfAny(_mark, (byte)'\\', (byte)0) : bytes.IndexOfAny(_mark, (byte)0);

    /// <summary>Takes what stands there.</summary>
    /// <returns>Its length; 0 where it ends there.</returns>
    public readonly int Take(ReadOnlySpan<byte> bytes)
    {
        if (bytes[0] == '\\' && _hasEscapes)
            return bytes.Length > 1 && bytes[1] != 0 ? 2 : 1;
        if (bytes[0] != _mark)
            return 1;
        return bytes.Length > 1 && bytes[1] == _mark ? 2 : 0;
    }
}
