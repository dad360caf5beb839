using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Connections;
using BackupTools.Engines.PostgreSql.Contents;
using BackupTools.Engines.PostgreSql.Restoring.Append;
using BackupTools.Engines.PostgreSql.Restoring.Entries;
using BackupTools.Engines.PostgreSql.Restoring.Targets;
using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Engines.PostgreSql.Text;
using BackupTools.Engines.PostgreSql.Wire;

namespace BackupTools.Engines.PostgreSql.Restoring.Replacing;

/// <summary>
/// A restore that replaces named tables in an existing database, in one transaction over one session: all of them or none,
/// and nothing else.
/// </summary>
internal sealed class ReplaceTarget : IRestoreTarget
{
    /// <summary>Tables below are left to the server's autovacuum.</summary>
    private const long RowsWorthAnalyzing = 10_000;

    private readonly RestoreScope _scope;
    private readonly ReplacePlan _plan;
    private readonly ReplaceScript _script;
    private readonly string _fingerprint;
    private readonly IReadOnlyList<SchemaEntry> _watched;
    private readonly ChunkLoader _loader;
    private readonly EntryRunner _runner;
    private IBulkConnection? _session;
    private CreatedRoles? _roles;
    private bool _isDone;

    private ReplaceTarget(
        RestoreScope scope, ReplacePlan plan, IReadOnlyList<TriggerState> triggers, IReadOnlyList<SchemaEntry> watched, string fingerprint)
    {
        _scope = scope;
        _plan = plan;
        _script = new ReplaceScript(plan, scope.Roles, triggers, scope.State.IsSuperuser ? null : scope.State.User);
        _watched = watched;
        _fingerprint = fingerprint;
        _loader = new ChunkLoader(plan.Contents, inTransaction: true);
        _runner = new EntryRunner(scope.Concessions, new OwnSearchPath(scope.Contents.AllEntries));
        Chunks = [.. plan.Contents.Chunks.OrderBy(c => c.ObjectIndex).ThenBy(c => c.Index)];
    }

    public string Display => _scope.Request.Connection.Display;

    public IReadOnlyList<ArchiveChunk> Chunks { get; }

    public IReadOnlyList<string> Plan => ReplacePlanText.Describe(_plan, _scope);

    /// <inheritdoc/>
    public bool Replaces => true;

    /// <inheritdoc/>
    public bool LeavesRest => true;

    public int MaxConcurrency => 1;

    private string Database => _scope.Target;

    /// <summary>Thinks the replacement through, and refuses what would cost anything that was not named.</summary>
    public static async Task<ReplaceTarget> OpenAsync(
        RestoreRequest request, TargetServer server, RestoreContents contents, TargetState state, CancellationToken cancellationToken)
    {
        ReplaceChecks.CheckLargeObjects(contents, server.Database);
        TargetChecks.CheckEncoding(request, contents, state, server.Database);
        await using LiveSchema live = await LiveSchema.ReadAsync(server, cancellationToken);
        ReplacePlan plan = new(request, contents, live.Entries, state.Version);
        await AppendChecks.CheckTablesAsync(server, plan.Contents, plan.Emptied, cancellationToken);
        ReplaceChecks.CheckLosses(plan, server.Database);
        List<SchemaEntry> watched = [.. plan.Replaced];
        string fingerprint = await live.FingerprintAsync(watched, cancellationToken);
        IReadOnlyList<TriggerState> triggers = await live.TriggersAsync(plan.Emptied, cancellationToken);

        RoleNeeds wishes = new(noOwner: false, noPrivileges: false, new HashSet<string>());
        List<string> missing = [.. plan.MadeEntries.Concat(plan.Relations.All.Select(r => plan.Chosen(r.Archive)))
            .SelectMany(wishes.RolesOf).Distinct().Where(r => !state.Roles.Contains(r)).Order(StringComparer.Ordinal)];
        TargetChecks.CheckRoles(request, contents, missing, server.Database);
        IReadOnlySet<string> leftOut = request.MissingRoles == MissingRoles.Skip ? missing.ToHashSet() : new HashSet<string>();
        RestoreScope scope = new()
        {
            Request = request, Server = server, Contents = contents, State = state, Mode = RestoreMode.ReplaceTables,
            Roles = new RoleNeeds(noOwner: false, noPrivileges: false, leftOut), MissingRoles = missing,
        };
        return new ReplaceTarget(scope, plan, triggers, watched, fingerprint);
    }

    public Task PrepareAsync(CancellationToken cancellationToken) => GuardAsync(async () =>
    {
        if (_scope.CreatesRoles)
            _roles = await CreatedRoles.CreateAsync(_scope, cancellationToken);
        TimeSpan limit = _scope.Request.Connection.LockTimeout;
        _session = await WorkSession.OpenForRowsAsync(_scope.Server, Database, _plan.Contents.Encoding, cancellationToken);
        await _session.ExecuteAsync(DurableCommit.Begin + "BEGIN", cancellationToken);
        await _scope.Server.Locks(Database, limit).RunAsync(_session.ProcessId, LockAsync, cancellationToken);
        long most = Math.Clamp((long)limit.TotalMilliseconds, 1, int.MaxValue);
        await _session.ExecuteAsync(FormattableString.Invariant($"SET LOCAL lock_timeout = {most}"), cancellationToken);
        await RunAsync(_script.Clear(), cancellationToken);
        await RunAsync(_script.PreData, cancellationToken);
    });

    public async ValueTask WriteChunkAsync(ArchiveChunk chunk, ReadOnlyMemory<byte> raw, CancellationToken cancellationToken) =>
        await GuardAsync(() => _loader.LoadAsync(_session!, chunk, raw, into: null, cancellationToken));

    public async Task<RestoreOutcome> CompleteAsync(CancellationToken cancellationToken)
    {
        await GuardAsync(async () =>
        {
            _loader.Rows.Check();
            await RunAsync(_script.PostData(), cancellationToken);
            await RunKeysAsync(cancellationToken);
            foreach (ArchiveObject table in _plan.Contents.Tables.Where(t => t.Rows >= RowsWorthAnalyzing))
                await _session!.ExecuteAsync($"ANALYZE {SqlText.Name(table.Schema, table.Name)}", cancellationToken);
            if (_scope.Request.Verify)
                await RowComparison.CheckAsync(_session!, _plan.Contents, Database, cancellationToken);
            await RunAsync(_script.Securities(), cancellationToken);
            await RunAsync(_script.Privileges(), cancellationToken);
            await RunAsync(_script.Last(), cancellationToken);
            await RunAsync(_script.EventTriggers, cancellationToken);
            await _session!.ExecuteAsync("SET CONSTRAINTS ALL IMMEDIATE", cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            await CommitAsync();
        });
        return new RestoreOutcome(_scope.Request.Connection, Database, _plan.Contents.Tables, Replaced: _plan.Replaced.Any())
        {
            Warnings = [.. ReplacePlanText.Warnings(_plan), .. _scope.Concessions.Warnings],
        };
    }

    public async ValueTask DisposeAsync()
    {
        if (_session is not null)
            await _session.DisposeAsync();
        _session = null;
        if (_roles is not null && !_isDone)
            await _roles.DropAsync();
        _roles = null;
    }

    /// <summary>Takes every lock that is needed: the named tables, those that refer to them, and those that they refer to.</summary>
    private async Task LockAsync(CancellationToken cancellationToken)
    {
        if (_script.Locks is { Length: > 0 } locks)
            await _session!.ExecuteAsync(locks, cancellationToken);
        try
        {
            await _session!.ExecuteAsync(Fingerprint.Check(_watched, _fingerprint), cancellationToken);
        }
        catch (BackupException e) when (RestoreErrors.SqlStateOf(e) == Fingerprint.Changed)
        {
            throw ReplaceErrors.Changed(Database, e);
        }

        await RunAsync(_script.DropKeys, cancellationToken);
    }

    private async Task RunAsync(IEnumerable<EntryStep> steps, CancellationToken cancellationToken)
    {
        foreach (EntryStep step in steps.Where(s => s.Pieces.Count > 0))
        {
            try
            {
                await _runner.RunAsync(_session!, step, cancellationToken, inTransaction: true);
            }
            catch (BackupException e) when (RestoreErrors.SqlStateOf(e) == SqlState.DependentObjectsStillExist)
            {
                throw ReplaceErrors.Needed(step.Entry, e);
            }
        }
    }

    private async Task RunKeysAsync(CancellationToken cancellationToken)
    {
        HashSet<SchemaEntry> incoming = [.. _plan.ForeignKeys.Incoming.Select(i => _plan.Live[i])];
        foreach (EntryStep step in _script.Keys)
        {
            try
            {
                await _runner.RunAsync(_session!, step, cancellationToken, inTransaction: true);
            }
            catch (BackupException e)
            {
                throw ReplaceErrors.KeyFailed(step.Entry, incoming.Contains(step.Entry), e);
            }
        }
    }

    private async Task CommitAsync()
    {
        try
        {
            await _session!.ExecuteAsync("COMMIT", CancellationToken.None);
            _isDone = true;
        }
        catch (BackupException e) when (e.Code == ErrorCode.ConnectionLost)
        {
            _isDone = true;
            throw ReplaceErrors.Undecided(Database, e);
        }
    }

    private async Task GuardAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (BackupException e) when (!_isDone)
        {
            throw RestoreErrors.WithState(e, $"Nothing was changed in the database '{Database}'.");
        }
    }
}
