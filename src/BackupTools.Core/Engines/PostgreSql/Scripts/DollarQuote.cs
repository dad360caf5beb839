namespace BackupTools.Engines.PostgreSql.Scripts;

/// <summary>A string between dollar signs, with a name between each two of them or none.</summary>
internal sealed class DollarQuote
{
    private const int LongestTag = 1000;

    private readonly List<byte> _tag = [];
    private int _matched;

    /// <summary>True where what stands there may be the beginning of its end.</summary>
    public bool IsMatching => _matched > 0;

    /// <summary>What follows the first dollar sign, where no string has begun.</summary>
    public IEnumerable<byte> Rest => _tag.Skip(1);

    /// <summary>Begins with a dollar sign.</summary>
    public void Begin()
    {
        _tag.Clear();
        _tag.Add((byte)'$');
        _matched = 0;
    }

    /// <summary>Takes one byte of the name.</summary>
    /// <returns>True where the string begins, null where the name goes on, false where there is none.</returns>
    public bool? Opens(byte b)
    {
        bool isEnd = b == '$';
        if (!isEnd && (!AsciiBytes.IsOfWord(b) || (_tag.Count == 1 && AsciiBytes.IsDigit(b)) || _tag.Count > LongestTag))
            return false;
        _tag.Add(b);
        return isEnd ? true : null;
    }

    /// <summary>Takes one byte of the string.</summary>
    /// <returns>True where it ends it.</returns>
    public bool Closes(byte b)
    {
        if (b == _tag[_matched])
            _matched++;
        else
            _matched = b == '$' ? 1 : 0;
        return _matched == _tag.Count;
    }
}
