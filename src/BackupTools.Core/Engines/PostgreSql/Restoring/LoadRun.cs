using BackupTools.Abstractions;

namespace BackupTools.Engines.PostgreSql.Restoring;

/// <summary>Chunks that one session loads, one after the other and within one transaction: a table's, or a part of them.</summary>
/// <param name="objectIndex">Whose chunks they are.</param>
/// <param name="chunks">The chunks, in order; there is at least one.</param>
/// <param name="isWhole">True where these are all chunks of a table that the restore itself has made.</param>
internal sealed class LoadRun(int objectIndex, IReadOnlyList<ArchiveChunk> chunks, bool isWhole)
{
    /// <summary>What a table must have for it to be worth three more statements.</summary>
    private const long WorthFreezing = 1024 * 1024;

    /// <summary>The position of the table among the manifest's objects.</summary>
    public int ObjectIndex { get; } = objectIndex;

    /// <summary>The chunks, in order.</summary>
    public IReadOnlyList<ArchiveChunk> Chunks { get; } = chunks;

    /// <summary>The raw bytes of all of them.</summary>
    public long Size { get; } = chunks.Sum(c => c.RawSize);

    /// <summary>
    /// True where the rows are written as old ones that everybody sees, which the server does for a table that is new or emptied in the same
    /// transaction. What reads the table first, the building of an index, then need not write every page once more, and no vacuum ever has to.
    /// </summary>
    public bool IsFrozen => isWhole && Size >= WorthFreezing;

    /// <summary>How many rows they have; null where the archive does not say.</summary>
    public long? Rows => Chunks.All(c => c.Rows is not null) ? Chunks.Sum(c => c.Rows) : null;

    /// <summary>The chunk that has a row, and which of its rows it is; null where that is not known.</summary>
    /// <param name="row">The row, counted from 1 over all chunks.</param>
    public (ArchiveChunk Chunk, long Row)? Find(long row)
    {
        foreach (ArchiveChunk chunk in Chunks)
        {
            if (chunk.Rows is not { } rows)
                return null;
            if (row <= rows)
                return (chunk, row);
            row -= rows;
        }

        return null;
    }
}
