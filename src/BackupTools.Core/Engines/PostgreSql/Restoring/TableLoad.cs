using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Contents;
using BackupTools.Engines.PostgreSql.Reading;
using BackupTools.Engines.PostgreSql.Restoring.Entries;
using BackupTools.Engines.PostgreSql.Schema;

namespace BackupTools.Engines.PostgreSql.Restoring;

/// <summary>
/// The order in which tables are loaded, and what is left of each. Those that take longest, with what is built of them
/// afterwards, come first: so nothing long is left for the end, and what is built is built while others are loaded.
/// </summary>
internal sealed class TableLoad
{
    /// <summary>To sort a row for an index takes about as long as to load so many bytes, whatever the row's length.</summary>
    private const long IndexedRow = 64;

    /// <summary>A part of a table has at least so many chunks: each is a session's transaction.</summary>
    private const int FewestChunks = 8;

    /// <summary>Servers before 16 lengthen a table page by page, and more than two sessions only wait for each other.</summary>
    private const int FirstVersionWithBulkExtension = 16, MostPartsBefore = 2;

    private readonly Dictionary<ArchiveChunk, LoadRun> _runs = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<int, int> _left = [];

    /// <summary>Orders the chunks.</summary>
    /// <param name="contents">What is restored.</param>
    /// <param name="early">What may be built early.</param>
    /// <param name="sessions">How many load at the same time.</param>
    /// <param name="version">The server's major version.</param>
    public TableLoad(RestoreContents contents, EarlyEntries early, int sessions, int version)
    {
        long share = contents.Chunks.Sum(c => c.RawSize) / sessions;
        int mostParts = version < FirstVersionWithBulkExtension ? Math.Min(sessions, MostPartsBefore) : sessions;
        List<LoadRun> runs = [];
        foreach (IGrouping<int, ArchiveChunk> table in contents.Chunks.GroupBy(c => c.ObjectIndex))
            runs.AddRange(Divide(contents, table.Key, [.. table.OrderBy(c => c.Index)], share, mostParts));
        long Weight(LoadRun run) =>
            run.Size + (contents.EntryOf(run.ObjectIndex) is { } entry ? (run.Rows ?? 0) * early.Of(entry).Count * IndexedRow : 0);
        Runs = [.. runs.OrderByDescending(Weight).ThenBy(r => r.ObjectIndex).ThenBy(r => r.Chunks[0].Index)];
        foreach (LoadRun run in Runs)
        {
            _left[run.ObjectIndex] = _left.GetValueOrDefault(run.ObjectIndex) + 1;
            foreach (ArchiveChunk chunk in run.Chunks)
                _runs[chunk] = run;
        }
    }

    /// <summary>All chunks, in the runs and the order in which they are best loaded.</summary>
    public IReadOnlyList<LoadRun> Runs { get; }

    /// <summary>The run of a chunk, which is one of theirs.</summary>
    public LoadRun RunOf(ArchiveChunk chunk) => _runs[chunk];

    /// <summary>To be called when a run is in.</summary>
    /// <returns>True where it was the last of its table.</returns>
    public bool End(LoadRun run)
    {
        lock (_left)
            return --_left[run.ObjectIndex] == 0;
    }

    /// <summary>
    /// A table is one run, as long as that leaves no session without work for long: several of them in one table wait for each other. Large
    /// objects go into one table by statements of their own, and each chunk is by itself.
    /// </summary>
    private static IEnumerable<LoadRun> Divide(RestoreContents contents, int table, ArchiveChunk[] chunks, long share, int mostParts)
    {
        if (contents.Manifest.Objects[table].Kind == ArchiveObjects.LargeObjects)
            return chunks.Select(c => new LoadRun(table, [c], isWhole: false));
        long size = chunks.Sum(c => c.RawSize);
        int parts = size > share + share / 2 ? (int)Math.Min(Math.Min(mostParts, chunks.Length / FewestChunks), (size + share - 1) / Math.Max(1, share)) : 1;
        bool isOwn = contents.EntryOf(table) is { } entry && contents.Entries[entry] is { Kind: ItemKind.Table, Create.Length: > 0 };
        return parts <= 1
            ? [new LoadRun(table, chunks, isOwn)]
            : chunks.Chunk((chunks.Length + parts - 1) / parts).Select(part => new LoadRun(table, part, isWhole: false));
    }
}
