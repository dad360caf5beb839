namespace BackupTools.Engines.PostgreSql.Scripts;

/// <summary>A comment between <c>/*</c> and <c>*/</c>, which may hold others.</summary>
internal struct BlockComment
{
    private int _depth;
    private byte _before;

    /// <summary>Begins behind the first <c>/*</c>.</summary>
    public void Begin()
    {
        _depth = 1;
        _before = 0;
    }

    /// <summary>Takes one byte.</summary>
    /// <returns>True where it ends the comment.</returns>
    public bool Ends(byte b)
    {
        byte before = _before;
        _before = b;
        if (before == '*' && b == '/')
            _depth--;
        else if (before == '/' && b == '*')
            _depth++;
        else
            return false;
        _before = 0; // What has been a half of one mark is none of the next.
        return _depth == 0;
    }
}
