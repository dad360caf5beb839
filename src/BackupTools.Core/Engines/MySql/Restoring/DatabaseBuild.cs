using System.Collections.Concurrent;
using BackupTools.Abstractions;
using BackupTools.Engines.MySql.Connections;
using BackupTools.Engines.MySql.Restoring.Loading;
using BackupTools.Engines.MySql.Restoring.Work;
using BackupTools.Engines.MySql.Schema;

namespace BackupTools.Engines.MySql.Restoring;

/// <summary>Makes tables in a database, fills them, and builds their keys.</summary>
/// <param name="scope">The restore.</param>
/// <param name="database">The database.</param>
/// <param name="definitions">Where the definitions of the tables come from, where only rows are restored; null for the archive.</param>
internal sealed class DatabaseBuild(RestoreScope scope, string database, TableExchange? definitions) : IAsyncDisposable
{
    /// <summary>
    /// From here on a table stays in one piece. Large chunks are let into memory one at a time, so that whoever had the place, and waited for the
    /// first chunk of its table, would be waited for by the one who has that.
    /// </summary>
    private const long LargestDivided = 32 * 1024 * 1024;

    private readonly Dictionary<string, TableBuild> _tables = BuildsOf(scope, definitions);
    private readonly ConcurrentBag<RowLoader> _free = [];
    private readonly ConcurrentBag<RowLoader> _all = [];
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _first = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> _rows = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _remarks = new(StringComparer.Ordinal);

    /// <summary>Tables of which the server has remarked something while it took their rows, and what.</summary>
    public IReadOnlyDictionary<string, string> Remarks => _remarks;

    /// <summary>The chunks in runs: those of a table one after the other, but the largest tables in several pieces.</summary>
    public static IReadOnlyList<IReadOnlyList<ArchiveChunk>> RunsOf(RestoreScope scope)
    {
        long share = scope.Contents.Chunks.Sum(c => c.RawSize) / Math.Max(1, scope.Request.Parallelism);
        return
        [
            .. scope.Contents.Chunks.GroupBy(c => c.ObjectIndex)
                .Select(g => (Chunks: g.OrderBy(c => c.Index).ToArray(), Size: g.Sum(c => c.RawSize)))
                .OrderByDescending(t => t.Size)
                .SelectMany(t => t.Size > share && t.Chunks.Length > scope.Request.Parallelism && t.Chunks.All(c => Math.Max(c.RawSize, c.Size) < LargestDivided)
                    ? t.Chunks.Chunk((t.Chunks.Length + scope.Request.Parallelism - 1) / scope.Request.Parallelism)
                    : [t.Chunks]),
        ];
    }

    /// <summary>Makes what the rows need.</summary>
    public async Task PreDataAsync(CancellationToken cancellationToken)
    {
        await using DefinitionSession session = await OpenSessionAsync(cancellationToken);
        foreach (SchemaEntry entry in scope.Contents.Entries.Where(e => e.Traits.PrecedesRows))
        {
            string sql = _tables.TryGetValue(entry.Name, out TableBuild? table) && entry.Kind == ItemKind.Table ? table.Create : entry.Create;
            await session.MakeAsync(entry, OwnDatabase.RemoveFromTable(sql, scope.Contents.Manifest.Database), cancellationToken);
            if (entry.State.Length > 0)
                await session.ExecuteAsync(entry.State, cancellationToken);
        }
    }

    /// <summary>Loads the rows of a chunk.</summary>
    public async Task LoadAsync(ArchiveChunk chunk, ReadOnlyMemory<byte> raw, CancellationToken cancellationToken)
    {
        SchemaEntry table = scope.Contents.TableOf(chunk);
        // Into an empty table a server lets one session at a time.
        TaskCompletionSource first = _first.GetOrAdd(table.Name, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        if (chunk.Index > 0)
            await first.Task.WaitAsync(cancellationToken);
        RowLoader loader = _free.TryTake(out RowLoader? free) ? free : await OpenLoaderAsync(cancellationToken);
        long rows = chunk.Rows ?? raw.Span.Count((byte)'\n');
        if (await loader.LoadAsync(table, raw, rows, cancellationToken) is { } remark)
            _remarks.TryAdd(table.Name, remark);
        _rows.AddOrUpdate(table.Name, rows, (_, before) => before + rows);
        _free.Add(loader);
        if (chunk.Index == 0)
            first.TrySetResult();
    }

    /// <summary>Holds that every table got as many rows as the backup says.</summary>
    public void CheckRows()
    {
        foreach (ArchiveObject table in scope.Contents.Tables)
        {
            if (table.Rows is { } rows && _rows.GetValueOrDefault(table.Name) != rows)
            {
                throw new BackupException(
                    ErrorCode.ArchiveDamaged, FormattableString.Invariant($"The table '{table.Name}' got {_rows.GetValueOrDefault(table.Name):N0} rows, and the backup says {rows:N0}."),
                    "Use another copy of this backup, or another backup.", table.Name);
            }
        }
    }

    /// <summary>Builds the keys that were left for later, several tables at a time.</summary>
    public async Task BuildKeysAsync(CancellationToken cancellationToken)
    {
        ConcurrentQueue<KeyValuePair<string, TableBuild>> open = new(_tables.Where(t => t.Value.Later.Count > 0));
        int workers = Math.Min(open.Count, scope.Request.Parallelism);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAll(Enumerable.Range(0, workers).Select(_ => Task.Run(
            async () =>
            {
                try
                {
                    await using DefinitionSession session = await OpenSessionAsync(stop.Token);
                    while (open.TryDequeue(out KeyValuePair<string, TableBuild> table))
                    {
                        SchemaEntry entry = scope.Contents.Entries.First(e => e.Kind == ItemKind.Table && e.Name == table.Key);
                        foreach (string statement in table.Value.Later)
                            await session.MakeAsync(entry, OwnDatabase.RemoveFromTable(statement, scope.Contents.Manifest.Database), stop.Token);
                    }
                }
                catch
                {
                    await stop.CancelAsync();
                    throw;
                }
            },
            CancellationToken.None)));
    }

    /// <summary>Ends the sessions that load rows.</summary>
    public async Task EndLoadersAsync()
    {
        _free.Clear();
        while (_all.TryTake(out RowLoader? loader))
            await loader.DisposeAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await EndLoadersAsync();

    private static Dictionary<string, TableBuild> BuildsOf(RestoreScope scope, TableExchange? definitions)
    {
        Dictionary<string, long> sizes = scope.Contents.Chunks.GroupBy(c => scope.Contents.TableOf(c).Name)
            .ToDictionary(g => g.Key, g => g.Sum(c => c.RawSize), StringComparer.Ordinal);
        return scope.Contents.Entries.Where(e => e.Kind == ItemKind.Table)
            .ToDictionary(e => e.Name, e => TableBuild.Of(definitions?.LiveTable(e.Name) ?? e, sizes.GetValueOrDefault(e.Name)), StringComparer.Ordinal);
    }

    private Task<DefinitionSession> OpenSessionAsync(CancellationToken cancellationToken) => DefinitionSession.OpenAsync(
        scope.Server with { Database = database }, scope.State.Version, scope.LockTimeout, scope.Contents.Collation.Collation, cancellationToken);

    private async Task<RowLoader> OpenLoaderAsync(CancellationToken cancellationToken)
    {
        RowLoader loader = await RowLoader.OpenAsync(scope.Server, scope.LockTimeout, database, scope.State, cancellationToken);
        _all.Add(loader);
        return loader;
    }
}
