namespace BackupTools.Engines.Shared;

/// <summary>What the sessions that read the rows of a database have in common: what is left to read, and what was read.</summary>
/// <param name="objects">How many objects have rows.</param>
/// <param name="ranges">What is to be read, in this order.</param>
/// <param name="chunkSize">The raw size that a chunk should have.</param>
/// <param name="explain">Says what went wrong, and with which object.</param>
internal sealed class RowFlow(int objects, IEnumerable<RowRange> ranges, int chunkSize, Func<Exception, RowRange?, Task<Exception>> explain) : IDisposable
{
    /// <summary>What was read so far, in the order of the objects.</summary>
    public IReadOnlyList<ObjectFigures> Figures { get; } = [.. Enumerable.Range(0, objects).Select(_ => new ObjectFigures())];

    /// <summary>What is still to be read.</summary>
    public RangeQueue Queue { get; } = new(ranges);

    /// <summary>The raw size that a chunk should have.</summary>
    public int ChunkSize => chunkSize;

    /// <summary>The kind of content of a chunk, with the dot.</summary>
    public string Extension { get; init; } = ".tsv";

    /// <summary>The size from which on a chunk takes no further row.</summary>
    public int LargestChunk => chunkSize / 2 * 3;

    /// <summary>Says what went wrong, and with which object.</summary>
    public Task<Exception> ExplainAsync(Exception error, RowRange? range) => explain(error, range);

    /// <inheritdoc/>
    public void Dispose() => Queue.Dispose();
}
