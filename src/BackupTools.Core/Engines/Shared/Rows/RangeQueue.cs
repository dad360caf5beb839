namespace BackupTools.Engines.Shared;

/// <summary>
/// The ranges of everything that is read, in one line for all workers: so one huge table is read by all of them. They
/// are made when they are taken, because a large database has millions.
/// </summary>
internal sealed class RangeQueue(IEnumerable<RowRange> ranges) : IDisposable
{
    private readonly IEnumerator<RowRange> _ranges = ranges.GetEnumerator();
    private readonly object _taking = new();
    private bool _ended;
    private long _open;

    /// <summary>True where every range was read to its end.</summary>
    public bool IsDone
    {
        get
        {
            lock (_taking)
                return _ended && _open == 0;
        }
    }

    /// <summary>Takes the next range; null where there is none.</summary>
    public RowRange? Take()
    {
        lock (_taking)
        {
            _ended = _ended || !_ranges.MoveNext();
            if (_ended)
                return null;
            _open++;
            return _ranges.Current;
        }
    }

    /// <summary>Says that a range was read to its end.</summary>
    public void Complete()
    {
        lock (_taking)
            _open--;
    }

    /// <inheritdoc/>
    public void Dispose() => _ranges.Dispose();
}
