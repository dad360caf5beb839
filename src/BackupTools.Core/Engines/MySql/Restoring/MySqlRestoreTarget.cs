using BackupTools.Abstractions;
using BackupTools.Engines.MySql.Restoring.Work;
using BackupTools.Engines.MySql.Schema;
using BackupTools.Engines.MySql.Sessions;
using BackupTools.Engines.MySql.Text;

namespace BackupTools.Engines.MySql.Restoring;

/// <summary>
/// A restore of a database: its tables are built in a database beside the target, and get their place in it by one statement when they
/// are complete and checked. Only an empty database that is there already is filled as it stands.
/// </summary>
internal sealed class MySqlRestoreTarget(RestoreScope scope) : IRestoreTarget
{
    private readonly IReadOnlyList<IReadOnlyList<ArchiveChunk>> _runs = DatabaseBuild.RunsOf(scope);
    private WorkDatabase? _work;
    private DatabaseBuild? _build;
    private Publishing? _publishing;
    private TableExchange? _exchange;
    private readonly CreatedAccounts _accounts = new(scope);
    private bool _isFilled;

    /// <inheritdoc/>
    public string Display => scope.Request.Connection.Display;

    /// <inheritdoc/>
    public IReadOnlyList<ArchiveChunk> Chunks => [.. _runs.SelectMany(r => r)];

    /// <inheritdoc/>
    public IReadOnlyList<IReadOnlyList<ArchiveChunk>> Runs => _runs;

    /// <inheritdoc/>
    public IReadOnlyList<string> Plan => RestorePlanText.Describe(scope);

    /// <inheritdoc/>
    public bool Replaces => scope.Mode is RestoreMode.Replace or RestoreMode.ReplaceTables || scope is { Mode: RestoreMode.Refuse, Request.IfExists: IfExists.Replace };

    /// <inheritdoc/>
    public bool LeavesRest => scope.Mode == RestoreMode.ReplaceTables;

    /// <inheritdoc/>
    public int MaxConcurrency => scope.Request.Parallelism;

    private string BuiltDatabase => _work?.Name ?? scope.Target;

    private string StateOnFailure => scope.Mode switch
    {
        RestoreMode.Fill when _build is not null => $"The database '{scope.Target}' is empty again.",
        RestoreMode.Replace or RestoreMode.ReplaceTables => $"The existing database '{scope.Target}' is as it was.",
        RestoreMode.Create => $"The database '{scope.Target}' was not created.",
        _ => "Nothing was changed.",
    };

    /// <inheritdoc/>
    public Task PrepareAsync(CancellationToken cancellationToken) => GuardAsync(async () =>
    {
        if (scope.Mode == RestoreMode.Refuse)
        {
            throw new BackupException(
                ErrorCode.TargetExists, $"The database '{scope.Target}' exists and is not empty: it has {scope.State.Content}.",
                $"Restore under another name with {Setting.TargetDatabase}, or use {Setting.IfExists} Replace or Append.", scope.Target);
        }

        if (scope.Mode == RestoreMode.ReplaceTables)
            _exchange = await TableExchange.OpenAsync(scope, cancellationToken);
        if (scope.Mode != RestoreMode.Fill)
        {
            await DropLeftoversAsync(cancellationToken);
            _work = await WorkDatabase.CreateAsync(scope.Server, scope.LockTimeout, scope.Contents.Collation.Clause, cancellationToken);
        }

        await _accounts.CreateAsync(cancellationToken);
        _build = new DatabaseBuild(scope, BuiltDatabase, scope.Request.Selection.DataOnly ? _exchange : null);
        if (_work is null)
            await SetCollationAsync(cancellationToken);
        await _build.PreDataAsync(cancellationToken);
    });

    /// <inheritdoc/>
    public async ValueTask WriteChunkAsync(ArchiveChunk chunk, ReadOnlyMemory<byte> raw, CancellationToken cancellationToken) =>
        await GuardAsync(() => _build!.LoadAsync(chunk, raw, cancellationToken));

    /// <inheritdoc/>
    public async Task<RestoreOutcome> CompleteAsync(CancellationToken cancellationToken)
    {
        Programs programs = new(scope);
        await GuardAsync(async () =>
        {
            await _build!.EndLoadersAsync();
            _build.CheckRows();
            await _build.BuildKeysAsync(cancellationToken);
            await RestoredContent.CheckAsync(scope, _build, BuiltDatabase, cancellationToken);
            if (_work is null)
            {
                await programs.MakeAsync(scope.Target, isRehearsal: false, cancellationToken);
                _isFilled = true;
                return;
            }

            await _work.CheckAsync(cancellationToken);
            if (_exchange is not null)
            {
                await _exchange.RunAsync(_work.Name, programs, cancellationToken);
                return;
            }

            _publishing = new Publishing(scope, programs, _work.Name);
            if (scope.Mode == RestoreMode.Replace)
                await _publishing.ReplaceAsync(cancellationToken);
            else
                await _publishing.CreateAsync(cancellationToken);
        });
        await _accounts.GrantAsync(cancellationToken);
        return new RestoreOutcome(scope.Request.Connection, scope.Target, scope.Contents.Tables, scope.Mode is RestoreMode.Replace or RestoreMode.ReplaceTables)
        {
            Warnings = [.. scope.Notes, .. programs.Warnings, .. _accounts.Warnings],
        };
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_build is not null)
            await _build.DisposeAsync();
        if (_work is not null)
            await _work.DisposeAsync();
        else if (_build is not null && !_isFilled)
            await EmptyAsync();
        if (!_isFilled && _publishing?.IsPublished != true && _exchange?.IsPublished != true)
            await _accounts.DropAsync();
    }

    private async Task DropLeftoversAsync(CancellationToken cancellationToken)
    {
        if (scope.State.Leftovers.Count == 0)
            return;
        await using ControlSession session = await ControlSession.OpenAsync(scope.Server, scope.LockTimeout, cancellationToken);
        foreach (string name in scope.State.Leftovers)
            await WorkDatabase.DropAsync(session, name, cancellationToken);
    }

    private async Task SetCollationAsync(CancellationToken cancellationToken)
    {
        await using ControlSession session = await ControlSession.OpenAsync(scope.Server, scope.LockTimeout, cancellationToken);
        await session.ExecuteAsync($"ALTER DATABASE {SqlText.Name(scope.Target)} {scope.Contents.Collation.Clause}", cancellationToken);
    }

    /// <summary>Takes out of a database, which was empty, what was made in it.</summary>
    private async Task EmptyAsync()
    {
        try
        {
            await using ControlSession session = await ControlSession.OpenAsync(scope.Server with { Database = scope.Target }, scope.LockTimeout, CancellationToken.None);
            await session.ExecuteAsync("SET SESSION foreign_key_checks = 0", CancellationToken.None);
            foreach (SchemaEntry entry in scope.Contents.Entries.Where(e => e.Kind != ItemKind.Trigger).Reverse())
                await Denied.TryAsync(() => Exchange.DropAsync(session, [entry], CancellationToken.None));
        }
        catch (BackupException e)
        {
            WorkLog.Verbose($"The database '{scope.Target}' keeps what was restored so far: {e.Message}");
        }
    }

    /// <summary>Adds to an error what it means for the target.</summary>
    private async Task GuardAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (BackupException e) when (_publishing?.IsPublished != true && _exchange?.IsPublished != true && e.Code != ErrorCode.TargetExists)
        {
            throw new BackupException(e.Code, $"{e.What} {StateOnFailure}", e.Remedy, e.Target, e.InnerException, e.IsTransient);
        }
    }
}
