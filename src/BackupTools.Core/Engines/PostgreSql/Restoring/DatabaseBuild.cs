using System.Globalization;
using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Engines.PostgreSql.Wire;

namespace BackupTools.Engines.PostgreSql.Restoring;

/// <summary>Fills a database: what comes before the rows, the rows, and what comes after them.</summary>
internal sealed class DatabaseBuild : IAsyncDisposable
{
    /// <summary>Tables below are left to the server's autovacuum: its estimates suffice for them until then.</summary>
    private const long RowsWorthAnalyzing = 10_000;

    private readonly RestoreContents _contents;
    private readonly RoleNeeds _roles;
    private readonly TargetServer _server;
    private readonly string _database;
    private readonly int _parallelism;
    private readonly ChunkLoader _loader;
    private readonly ConnectionPool _loaders;
    private IBulkConnection? _session;
    private int _refused;

    /// <summary>Makes ready to fill; nothing is opened yet.</summary>
    public DatabaseBuild(RestoreContents contents, RoleNeeds roles, TargetServer server, string database, int parallelism)
    {
        _contents = contents;
        _roles = roles;
        _server = server;
        _database = database;
        _parallelism = parallelism;
        _loader = new ChunkLoader(contents);
        _loaders = new ConnectionPool(stop => WorkSession.OpenForRowsAsync(server, database, contents.Encoding, stop), parallelism);
    }

    /// <summary>What the user should know; empty where all is as it was asked for.</summary>
    public IReadOnlyList<string> Warnings => _refused == 0 ? [] :
    [
        string.Create(
            CultureInfo.InvariantCulture,
            $"The database was restored by {_parallelism - _refused} instead of {_parallelism} workers, because the server had no more free connections."),
    ];

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
        await ApplySettingsAsync(withOwner, cancellationToken);
        await _session.ExecuteAsync("ROLLBACK", cancellationToken);
    }

    /// <summary>Gives the database its owner, comment, grants and settings.</summary>
    public async Task ApplySettingsAsync(bool withOwner, CancellationToken cancellationToken)
    {
        foreach (SchemaEntry entry in Phases.Database.Select(i => Phases[i]))
        {
            string[] pieces = [_roles.Create(entry), _roles.Comments(entry), _roles.Privileges(entry), withOwner ? _roles.SetOwner(entry) : ""];
            foreach (string statement in pieces.SelectMany(SqlStatements.Split))
                await EntryRunner.RunAsync(_session!, new EntryStep(entry, [statement]), cancellationToken);
        }
    }

    /// <summary>Runs statements of ours.</summary>
    public Task ExecuteAsync(string sql, CancellationToken cancellationToken) => _session!.ExecuteAsync(sql, cancellationToken);

    /// <summary>Makes what must be there before the rows.</summary>
    public Task PreDataAsync(CancellationToken cancellationToken) => EntryRunner.RunAsync(_session!, Making(Phases.PreData), cancellationToken);

    /// <summary>Loads one chunk.</summary>
    public Task LoadAsync(ArchiveChunk chunk, ReadOnlyMemory<byte> raw, CancellationToken cancellationToken) =>
        _loaders.RunAsync(connection => _loader.LoadAsync(connection, chunk, raw, into: null, cancellationToken), cancellationToken);

    /// <summary>Makes what comes when the rows are in.</summary>
    public async Task PostDataAsync(CancellationToken cancellationToken)
    {
        _loader.CheckRows();
        await _loaders.DisposeAsync();
        _refused = _loaders.Refused;
        await EntryRunner.RunAsync(_session!, Making(Phases.SequenceStates), cancellationToken);
        await using ConnectionPool workers = new(stop => WorkSession.OpenForStatementsAsync(_server, _database, _contents.Encoding, stop), _parallelism);
        await RunInParallelAsync(workers, Phases.PostData, cancellationToken);
        await EntryRunner.RunAsync(_session!, Phases.Privileges.Select(i => EntryStep.Granting(Phases[i], _roles)), cancellationToken);
        await RunInParallelAsync(workers, Phases.Deferred, cancellationToken);
        await AnalyzeAsync(workers, cancellationToken);
        _refused = Math.Max(_refused, workers.Refused);
        await EntryRunner.RunAsync(_session!, Making(Phases.EventTriggers), cancellationToken);
    }

    /// <summary>Ends every session.</summary>
    public async ValueTask DisposeAsync()
    {
        await _loaders.DisposeAsync();
        if (_session is not null)
            await _session.DisposeAsync();
        _session = null;
    }

    private IEnumerable<EntryStep> Making(IEnumerable<int> entries) => entries.Select(i => EntryStep.Making(Phases[i], _roles));

    private async Task RunInParallelAsync(ConnectionPool workers, List<int> entries, CancellationToken cancellationToken)
    {
        if (entries.Count == 0)
            return;
        RelationLocks relations = new(_contents.Entries);
        EntrySchedule schedule = new(
            relations, _contents.Entries, entries, i => relations.RelationOf(i) is { } relation ? _contents.SizeOf(relation) : 0);
        ParallelEntries run = new(
            schedule, workers, (connection, i, stop) => EntryRunner.RunAsync(connection, EntryStep.Making(Phases[i], _roles), stop));
        await run.RunAsync(Math.Min(_parallelism, entries.Count), cancellationToken);
    }

    /// <summary>Lets the planner know the tables whose plans it would get wrong until autovacuum has come by.</summary>
    private Task AnalyzeAsync(ConnectionPool workers, CancellationToken cancellationToken)
    {
        List<ArchiveObject> tables = [.. _contents.Tables.Where(t => t.Rows >= RowsWorthAnalyzing)];
        return Parallel.ForEachAsync(
            tables,
            new ParallelOptions { MaxDegreeOfParallelism = _parallelism, CancellationToken = cancellationToken },
            async (table, stop) => await workers.RunAsync(
                connection => connection.ExecuteAsync($"ANALYZE {SqlText.Name(table.Schema, table.Name)}", stop), stop));
    }
}
