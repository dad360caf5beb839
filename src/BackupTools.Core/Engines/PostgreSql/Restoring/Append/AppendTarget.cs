using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Contents;
using BackupTools.Engines.PostgreSql.Restoring.Entries;
using BackupTools.Engines.PostgreSql.Restoring.Targets;
using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Engines.PostgreSql.Text;
using BackupTools.Engines.PostgreSql.Wire;

namespace BackupTools.Engines.PostgreSql.Restoring.Append;

/// <summary>
/// A restore that adds rows to the tables of an existing database, in one transaction over one session: all of them or
/// none. The tables' triggers fire and their constraints hold, as for any other program's rows.
/// </summary>
internal sealed class AppendTarget : IRestoreTarget
{
    private const string Staging = "backuptools_staging";

    private readonly RestoreRequest _request;
    private readonly TargetServer _server;
    private readonly RestoreContents _contents;
    private readonly AppendOrder _order;
    private readonly ChunkLoader _loader;
    private readonly Dictionary<int, int> _chunksLeft;
    private IBulkConnection? _session;

    private AppendTarget(RestoreRequest request, TargetServer server, RestoreContents contents)
    {
        _request = request;
        _server = server;
        _contents = contents;

        // What was chosen need not have the foreign keys, and they are in force all the same.
        _order = new AppendOrder(new RestoreContents(contents.Manifest, contents.AllEntries, ObjectSelection.Everything));
        _loader = new ChunkLoader(contents, inTransaction: true);
        Chunks = _order.Sort(contents.Chunks);
        _chunksLeft = Chunks.GroupBy(c => c.ObjectIndex).ToDictionary(g => g.Key, g => g.Count());
    }

    public string Display => _request.Connection.Display;

    public IReadOnlyList<ArchiveChunk> Chunks { get; }

    public IReadOnlyList<string> Plan => RestorePlanText.DescribeAppend(_contents, _server.Database);

    /// <inheritdoc/>
    public bool Replaces => false;

    public int MaxConcurrency => 1;

    private string State => $"Nothing was added to the database '{_server.Database}'.";

    /// <summary>Prepares, and holds that the tables can take the rows.</summary>
    public static async Task<AppendTarget> OpenAsync(
        RestoreRequest request, TargetServer server, RestoreContents contents, TargetState state, CancellationToken cancellationToken)
    {
        string database = server.Database;
        if (request.Verify)
        {
            throw new BackupException(
                ErrorCode.InvalidArgument, "What is added to tables that may hold other rows cannot be compared with the backup.",
                $"Leave {Setting.Verify} out.", database);
        }

        if (contents.DataObjects.Any(i => contents.Manifest.Objects[i].Kind == ArchiveObjects.LargeObjects))
        {
            throw new BackupException(
                ErrorCode.CapabilityMissing, "Large objects cannot be added to a database that may have others with the same numbers.",
                $"Leave them out with {Setting.Exclude} LargeObjects.", database);
        }

        TargetChecks.CheckEncoding(request, contents, state, database);
        await AppendChecks.CheckTablesAsync(server, contents, cancellationToken);
        return new AppendTarget(request, server, contents);
    }

    public Task PrepareAsync(CancellationToken cancellationToken) => GuardAsync(async () =>
    {
        _session = await WorkSession.OpenForRowsAsync(_server, _server.Database, _contents.Encoding, cancellationToken);
        await _session.ExecuteAsync(DurableCommit.Begin, cancellationToken);
        await _session.ExecuteAsync("BEGIN", cancellationToken);
        if (_order.InCircles.Count > 0)
            await ExecuteAsync(AppendCircles.Begin(_order.InCircles), e => RestoreErrors.CirclesFailed(_order.InCircles, e), cancellationToken);
        await _session.ExecuteAsync("SET CONSTRAINTS ALL DEFERRED", cancellationToken);
    });

    public async ValueTask WriteChunkAsync(ArchiveChunk chunk, ReadOnlyMemory<byte> raw, CancellationToken cancellationToken) => await GuardAsync(async () =>
    {
        bool staged = _order.RefersToItself(chunk.ObjectIndex);
        if (staged && chunk.Index == 0)
            await StageAsync(chunk.ObjectIndex, cancellationToken);
        await _loader.LoadAsync(_session!, chunk, raw, staged ? $"pg_temp.{Staging}" : null, cancellationToken);
        if (staged && --_chunksLeft[chunk.ObjectIndex] == 0)
            await UnstageAsync(chunk, cancellationToken);
    });

    public async Task<RestoreOutcome> CompleteAsync(CancellationToken cancellationToken)
    {
        await GuardAsync(async () =>
        {
            _loader.Rows.Check();
            await ExecuteAsync(
                "SET CONSTRAINTS ALL IMMEDIATE", e => RestoreErrors.ConstraintsFailed(_server.Database, e), cancellationToken);
            if (_order.InCircles.Count > 0)
                await _session!.ExecuteAsync(AppendCircles.End, cancellationToken);
            foreach (SchemaEntry state in _contents.Phases.SequenceStates.Select(i => _contents.Entries[i]))
                await new EntryRunner(concessions: null, new OwnSearchPath(_contents.AllEntries)).RunAsync(_session!, SequenceStates.Raise(state), cancellationToken);
            await _session!.ExecuteAsync("COMMIT", CancellationToken.None);
        });
        return new RestoreOutcome(_request.Connection, _server.Database, _contents.Tables, Replaced: false);
    }

    public async ValueTask DisposeAsync()
    {
        if (_session is not null)
            await _session.DisposeAsync();
        _session = null;
    }

    /// <summary>
    /// Rows that refer to others of the same table must arrive in one statement, so they are collected first.
    /// </summary>
    private async Task StageAsync(int objectIndex, CancellationToken cancellationToken)
    {
        ArchiveObject table = _contents.Manifest.Objects[objectIndex];
        await _session!.ExecuteAsync(
            $"CREATE TEMPORARY TABLE {Staging} ON COMMIT DROP AS SELECT {Columns(objectIndex)} FROM {SqlText.Name(table.Schema, table.Name)} WITH NO DATA",
            cancellationToken);
    }

    private async Task UnstageAsync(ArchiveChunk chunk, CancellationToken cancellationToken)
    {
        ArchiveObject table = _contents.Manifest.Objects[chunk.ObjectIndex];
        await ExecuteAsync(
            $"INSERT INTO {SqlText.Name(table.Schema, table.Name)} ({Columns(chunk.ObjectIndex)}) OVERRIDING SYSTEM VALUE SELECT * FROM pg_temp.{Staging}",
            e => RestoreErrors.ChunkFailed(table, chunk, e), cancellationToken);
        await _session!.ExecuteAsync($"DROP TABLE pg_temp.{Staging}", cancellationToken);
    }

    /// <summary>Runs a statement whose refusal means something to the user.</summary>
    private async Task ExecuteAsync(string sql, Func<BackupException, BackupException> describe, CancellationToken cancellationToken)
    {
        try
        {
            await _session!.ExecuteAsync(sql, cancellationToken);
        }
        catch (BackupException e) when (RestoreErrors.IsOfStatement(e))
        {
            throw describe(e);
        }
    }

    private string Columns(int objectIndex) => string.Join(", ", _contents.Columns(objectIndex).Select(SqlText.Name));

    private async Task GuardAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (BackupException e)
        {
            throw RestoreErrors.WithState(RestoreErrors.WithReplaceAdvice(e), State);
        }
    }
}
