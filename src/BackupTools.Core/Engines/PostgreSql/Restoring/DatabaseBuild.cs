using System.Globalization;
using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Connections;
using BackupTools.Engines.PostgreSql.Contents;
using BackupTools.Engines.PostgreSql.Restoring.Entries;
using BackupTools.Engines.PostgreSql.Restoring.Targets;
using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Engines.PostgreSql.Text;
using BackupTools.Engines.PostgreSql.Wire;

namespace BackupTools.Engines.PostgreSql.Restoring;

/// <summary>
/// Fills a database: what comes before the rows, the rows, and what comes after them. Whoever brings rows also builds what
/// can be built of tables that are complete; so all processors are busy to the end.
/// </summary>
internal sealed class DatabaseBuild : IAsyncDisposable
{
    /// <summary>Tables below are left to the server's autovacuum: its estimates suffice for them until then.</summary>
    private const long RowsWorthAnalyzing = 10_000;

    private readonly RestoreContents _contents;
    private readonly RoleNeeds _roles;
    private readonly TargetServer _server;
    private readonly string _database;
    private readonly int _parallelism;
    private readonly RelationLocks _relations;
    private readonly TableLoad _order;
    private readonly RowLoad _rows;
    private readonly ConnectionPool _loaders;
    private readonly ConnectionPool _builders;
    private readonly ParallelEntries _postData;
    private readonly Concessions _concessions;
    private readonly EntryRunner _runner;
    private readonly SkippedEntries _skipped;
    private IBulkConnection? _session;

    /// <summary>Makes ready to fill; nothing is opened yet.</summary>
    /// <param name="scope">What is restored, and where to.</param>
    /// <param name="archive">The archive.</param>
    /// <param name="database">The database to fill.</param>
    public DatabaseBuild(RestoreScope scope, IArchiveContents archive, string database)
    {
        RestoreContents contents = _contents = scope.Contents;
        TargetServer server = _server = scope.Server;
        int parallelism = _parallelism = scope.Request.Parallelism;
        _roles = scope.Roles;
        _database = database;
        _concessions = scope.Concessions;
        _runner = new EntryRunner(_concessions, new OwnSearchPath(contents.AllEntries), canSkip: true);
        _skipped = scope.Skipped;
        _loaders = new ConnectionPool(stop => WorkSession.OpenForRowsAsync(server, database, contents.Encoding, stop), parallelism);
        bool isForBoth = ServerEncodings.IsUnicode(contents.Encoding);
        _builders = isForBoth
            ? _loaders
            : new ConnectionPool(stop => WorkSession.OpenForStatementsAsync(server, database, contents.Encoding, stop), parallelism);
        _relations = new RelationLocks(contents.Entries);
        EarlyEntries early = new(contents.Entries, _relations, isForBoth ? Phases.PostData : []);
        _order = new TableLoad(contents, early, parallelism, scope.State.Version);
        _postData = InParallel(Phases.PostData);
        _rows = new RowLoad(scope, archive, _order, early, _loaders, _postData);
    }

    /// <summary>What the user should know; empty where all is as it was asked for.</summary>
    public IReadOnlyList<string> Warnings => Refused == 0 ? _concessions.Warnings :
    [
        .. _concessions.Warnings,
        string.Create(
            CultureInfo.InvariantCulture,
            $"The database was restored by {_parallelism - Refused} instead of {_parallelism} workers, because the server had no more free connections."),
    ];

    /// <summary>The chunks, in the runs and the order in which they are best loaded.</summary>
    public IReadOnlyList<IReadOnlyList<ArchiveChunk>> Runs => [.. _order.Runs.Select(r => r.Chunks)];

    private int Refused => Math.Max(_loaders.Refused, _builders.Refused);

    private EntryPhases Phases => _contents.Phases;

    /// <summary>Opens the session that stays in the database to the end.</summary>
    public async Task OpenAsync(CancellationToken cancellationToken) =>
        _session = await WorkSession.OpenForStatementsAsync(_server, _database, _contents.Encoding, cancellationToken);

    /// <summary>
    /// Tries the settings of the database and takes them back: they could hinder what follows, so they come at the end,
    /// and that they are refused should be known at the beginning.
    /// </summary>
    public async Task TrySettingsAsync(bool withOwner, CancellationToken cancellationToken)
    {
        await _session!.ExecuteAsync("BEGIN", cancellationToken);
        await ApplySettingsAsync(withOwner, inTransaction: true, cancellationToken);
        await _session.ExecuteAsync("ROLLBACK", cancellationToken);
    }

    /// <summary>Gives the database its owner, comment, grants and settings.</summary>
    public Task ApplySettingsAsync(bool withOwner, CancellationToken cancellationToken) =>
        ApplySettingsAsync(withOwner, inTransaction: false, cancellationToken);

    private async Task ApplySettingsAsync(bool withOwner, bool inTransaction, CancellationToken cancellationToken)
    {
        foreach (SchemaEntry entry in Phases.Database.Select(i => Phases[i]))
        {
            string[] pieces = [_roles.Create(entry), _roles.Comments(entry), _roles.Privileges(entry), withOwner ? _roles.SetOwner(entry) : ""];
            foreach (string statement in pieces.SelectMany(SqlStatements.Split))
                await _runner.RunAsync(_session!, new EntryStep(entry, [statement]), cancellationToken, inTransaction);
        }
    }

    /// <summary>Runs statements of ours.</summary>
    public Task ExecuteAsync(string sql, CancellationToken cancellationToken) => _session!.ExecuteAsync(sql, cancellationToken);

    /// <summary>Makes what must be there before the rows.</summary>
    public Task PreDataAsync(CancellationToken cancellationToken) => MakeAsync(Phases.PreData, i => EntryStep.Making(Phases[i], _roles), cancellationToken);

    /// <summary>Loads one chunk; the others of its run have come before it.</summary>
    public Task LoadAsync(ArchiveChunk chunk, ReadOnlyMemory<byte> raw, CancellationToken cancellationToken) =>
        _rows.LoadAsync(chunk, raw, cancellationToken);

    /// <summary>Makes what comes when the rows are in.</summary>
    public async Task PostDataAsync(CancellationToken cancellationToken)
    {
        _rows.Check();
        foreach (int table in _skipped.WithoutRows)
            await _session!.ExecuteAsync($"TRUNCATE TABLE ONLY {SqlText.Name(Phases[table].Schema ?? "", Phases[table].Name)}", cancellationToken);
        if (_loaders != _builders)
            await _loaders.DisposeAsync();
        await MakeAsync(Phases.SequenceStates, i => EntryStep.Making(Phases[i], _roles), cancellationToken);
        await _postData.RunAsync(_parallelism, cancellationToken);
        await MakeAsync(Phases.Privileges, i => EntryStep.Granting(Phases[i], _roles), cancellationToken, grants: true);
        await InParallel(Phases.Deferred).RunAsync(_parallelism, cancellationToken);
        await AnalyzeAsync(cancellationToken);
    }

    /// <summary>Makes the event triggers, which fire for whatever comes after them: a login, too.</summary>
    public Task EventTriggersAsync(CancellationToken cancellationToken) =>
        MakeAsync(Phases.EventTriggers, i => EntryStep.Making(Phases[i], _roles), cancellationToken);

    /// <summary>Waits until the server has written to its disk what was done here.</summary>
    public Task FlushAsync(CancellationToken cancellationToken) => _session!.ExecuteAsync(DurableCommit.Now, cancellationToken);

    /// <summary>Ends every session but the one that stays to the end.</summary>
    public async Task EndWorkersAsync()
    {
        await _loaders.DisposeAsync();
        await _builders.DisposeAsync();
    }

    /// <summary>Ends every session.</summary>
    public async ValueTask DisposeAsync()
    {
        await EndWorkersAsync();
        if (_session is not null)
            await _session.DisposeAsync();
        _session = null;
    }

    /// <summary>Makes entries in order: many together, or one by one where some may be left out.</summary>
    private async Task MakeAsync(IReadOnlyList<int> entries, Func<int, EntryStep> step, CancellationToken cancellationToken, bool grants = false)
    {
        if (!_skipped.IsAllowed)
        {
            await _runner.RunAsync(_session!, entries.Select(step), cancellationToken);
            return;
        }

        foreach (int i in entries)
            await MakeOneAsync(_session!, i, step(i), cancellationToken, grants);
    }

    /// <summary>Makes one entry, whole or not at all where it may be left out.</summary>
    private async Task MakeOneAsync(IBulkConnection connection, int entry, EntryStep step, CancellationToken cancellationToken, bool grants = false)
    {
        if (!_skipped.IsAllowed)
        {
            await _runner.RunAsync(connection, step, cancellationToken);
            return;
        }

        if (step.Entry.Kind == ItemKind.LargeObjects)
        {
            await _runner.RunAsync(connection, [step], cancellationToken); // In parts: one transaction could not hold all their locks.
            return;
        }

        if (_skipped.IsSkipped(entry) || step.Pieces.Count == 0)
            return;
        await connection.ExecuteAsync("BEGIN", cancellationToken);
        try
        {
            await _runner.RunAsync(connection, step, cancellationToken, inTransaction: true);
            await connection.ExecuteAsync("COMMIT", cancellationToken);
        }
        catch (BackupException e) when (_skipped.MayLeaveOut(entry, e))
        {
            await connection.ExecuteAsync("ROLLBACK", cancellationToken);
            if (grants)
                _skipped.LeaveOutGrants(entry, e);
            else
                _skipped.LeaveOut(entry, e);
        }
    }

    private ParallelEntries InParallel(List<int> entries)
    {
        EntrySchedule schedule = new(
            _relations, _contents.Entries, entries, i => _relations.RelationOf(i) is { } relation ? _contents.SizeOf(relation) : 0);
        return new ParallelEntries(
            schedule, _builders, (connection, i, stop) => MakeOneAsync(connection, i, EntryStep.Making(Phases[i], _roles), stop));
    }

    /// <summary>Lets the planner know the tables whose plans it would get wrong until autovacuum has come by.</summary>
    private Task AnalyzeAsync(CancellationToken cancellationToken)
    {
        List<ArchiveObject> tables = [.. _contents.TablesBut(_skipped).Where(t => t.Rows >= RowsWorthAnalyzing)];
        return Parallel.ForEachAsync(
            tables,
            new ParallelOptions { MaxDegreeOfParallelism = _parallelism, CancellationToken = cancellationToken },
            async (table, stop) => await _builders.RunAsync(
                connection => connection.ExecuteAsync($"ANALYZE {SqlText.Name(table.Schema, table.Name)}", stop), stop));
    }
}
