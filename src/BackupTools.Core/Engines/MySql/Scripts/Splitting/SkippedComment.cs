namespace BackupTools.Engines.MySql.Scripts.Splitting;

/// <summary>A comment that the server does not run. One that it skips for its version may have others in it.</summary>
internal struct SkippedComment
{
    private bool _mayNest;
    private bool _isNested;

    /// <summary>Begins behind <c>/*</c>.</summary>
    public void Begin(bool mayNest)
    {
        _mayNest = mayNest;
        _isNested = false;
    }

    /// <summary>Takes what stands there.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="ends">True where it ends with that.</param>
    /// <returns>Its length.</returns>
    public int Take(ReadOnlySpan<byte> bytes, out bool ends)
    {
        bool closes = bytes.StartsWith("*/"u8);
        ends = closes && !_isNested;
        bool opens = _mayNest && !_isNested && bytes.StartsWith("/*"u8);
        _isNested = opens || (_isNested && !closes);
        return closes || opens ? 2 : 1;
    }
}
