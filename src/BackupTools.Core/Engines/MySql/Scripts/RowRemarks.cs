using BackupTools.Engines.Shared;

namespace BackupTools.Engines.MySql.Scripts;

/// <summary>What the server has remarked of rows that it took: values that it has changed to take them.</summary>
internal sealed class RowRemarks
{
    /// <summary>What a server keeps of its remarks on a statement, where nobody has set max_error_count.</summary>
    private const int Kept = 64;

    private long _count;
    private string _first = "";

    /// <summary>Adds what it said of a statement.</summary>
    /// <param name="place">The statement's place.</param>
    /// <param name="said">What it said, as far as it keeps it, without notes.</param>
    /// <param name="count">How much it said, with what it does not keep.</param>
    public void Add(string place, IReadOnlyList<string> said, int count)
    {
        if (said.Count == 0)
            return;
        if (_first.Length == 0)
            _first = $"{place}: {said[0].TrimEnd('.')}";
        _count += count > Kept ? count : said.Count;
    }

    /// <summary>One sentence of it; none where nothing was said.</summary>
    public IEnumerable<string> Sentences => _count == 0
        ? []
        : [$"The server has given {Figures.Count(_count, "warning")} about rows, and may have changed values to take them. The first: {_first}."];
}
