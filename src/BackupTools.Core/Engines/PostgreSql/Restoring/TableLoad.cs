using BackupTools.Abstractions;

namespace BackupTools.Engines.PostgreSql.Restoring;

/// <summary>
/// The order in which tables are loaded, and what is left of each. Those with the most to be built afterwards come first,
/// so that it is built while others are loaded.
/// </summary>
internal sealed class TableLoad
{
    private readonly Dictionary<int, int> _left = [];
    private int _waiting;

    /// <summary>Orders the chunks.</summary>
    /// <param name="contents">What is restored.</param>
    /// <param name="early">What may be built early.</param>
    public TableLoad(RestoreContents contents, EarlyEntries early)
    {
        // To sort rows for an index takes about as long for a row of any length.
        long WorkAfter(int item) => contents.EntryOf(item) is { } entry ? (contents.Manifest.Objects[item].Rows ?? 0) * early.Of(entry).Count : 0;
        Dictionary<int, long> weights = contents.DataObjects.ToDictionary(i => i, WorkAfter);
        Chunks = [.. contents.Chunks.OrderByDescending(c => weights[c.ObjectIndex]).ThenBy(c => c.ObjectIndex)];
        foreach (ArchiveChunk chunk in Chunks)
            _left[chunk.ObjectIndex] = _left.GetValueOrDefault(chunk.ObjectIndex) + 1;
        _waiting = Chunks.Count;
    }

    /// <summary>All chunks, in the order in which they are best loaded.</summary>
    public IReadOnlyList<ArchiveChunk> Chunks { get; }

    /// <summary>To be called when a chunk is begun.</summary>
    /// <returns>False where no other one is left to begin.</returns>
    public bool Begin() => Interlocked.Decrement(ref _waiting) > 0;

    /// <summary>To be called when a chunk is in.</summary>
    /// <returns>True where it was the last of its table.</returns>
    public bool End(ArchiveChunk chunk)
    {
        lock (_left)
            return --_left[chunk.ObjectIndex] == 0;
    }
}
