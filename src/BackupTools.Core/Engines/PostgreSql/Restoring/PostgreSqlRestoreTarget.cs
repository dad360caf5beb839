using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Connections;
using BackupTools.Engines.PostgreSql.Inspection;
using BackupTools.Engines.PostgreSql.Restoring.Entries;
using BackupTools.Engines.PostgreSql.Restoring.Targets;
using BackupTools.Engines.PostgreSql.Restoring.Work;
using BackupTools.Engines.PostgreSql.Text;
using BackupTools.Engines.PostgreSql.Wire;

namespace BackupTools.Engines.PostgreSql.Restoring;

/// <summary>
/// A restore of a database: it is built under a temporary name and gets its own when it is complete and checked. Only
/// an empty database that is there already is filled as it stands.
/// </summary>
internal sealed class PostgreSqlRestoreTarget(RestoreScope scope, IArchiveContents archive) : IRestoreTarget
{
    private readonly TargetServer _server = scope.Server;
    private WorkDatabase? _work;
    private DatabaseBuild? _build;
    private CreatedRoles? _roles;
    private bool _published;

    public string Display => scope.Request.Connection.Display;

    public IReadOnlyList<ArchiveChunk> Chunks => _build is null ? scope.Contents.Chunks : [.. Runs.SelectMany(r => r)];

    /// <inheritdoc/>
    public IReadOnlyList<IReadOnlyList<ArchiveChunk>> Runs => _build?.Runs ?? [];

    public IReadOnlyList<string> Plan => RestorePlanText.Describe(scope);

    /// <inheritdoc/>
    public bool Replaces => scope.Mode == RestoreMode.Replace || scope is { Mode: RestoreMode.Refuse, Request.IfExists: IfExists.Replace };

    public int MaxConcurrency => scope.Request.Parallelism;

    private string Target => scope.Target;

    /// <summary>The name of the database that is being filled.</summary>
    private string BuiltDatabase => _work?.Name ?? Target;

    /// <summary>What a failure means for the target.</summary>
    private string StateOnFailure => scope.Mode switch
    {
        RestoreMode.Fill when _build is not null =>
            $"The database '{Target}', which was empty, keeps what was restored so far: drop it and create it anew before another attempt.",
        RestoreMode.Replace => $"The existing database '{Target}' is as it was.",
        RestoreMode.Create => $"The database '{Target}' was not created.",
        _ => "Nothing was changed.",
    };

    /// <summary>What cannot be dropped where the server is not reached again.</summary>
    private string Remainder => _work is null ? "" : $" If the server stays out of reach, it keeps the unfinished '{_work.Name}', which can be dropped.";

    public Task PrepareAsync(CancellationToken cancellationToken) => GuardAsync(async () =>
    {
        if (scope.Mode == RestoreMode.Refuse)
            throw RestoreErrors.Exists(Target, scope.State.Database!.Content!);
        if (scope.Mode == RestoreMode.Replace)
            await TargetUse.CheckAsync(_server, cancellationToken);
        foreach (Leftover leftover in scope.State.Leftovers.Where(l => l.IsDroppable))
            await WorkDatabase.DropAsync(_server, leftover.Name, isOurs: true);
        if (scope.CreatesRoles)
            _roles = await CreatedRoles.CreateAsync(scope, cancellationToken);

        if (scope.Mode != RestoreMode.Fill)
        {
            string options = DatabaseOptions.Of(scope.Contents.Manifest, scope.State);
            if (scope.Ground is { } ground)
                await ground.GrantTablespacesAsync(TargetChecks.TablespacesOf(scope.Contents, scope.State), cancellationToken);
            _work = await WorkDatabase.CreateAsync(_server, options, cancellationToken);
            if (scope.Ground is not null)
                await scope.Ground.PrepareAsync(_work.Name, cancellationToken);
        }

        _build = new DatabaseBuild(scope, archive, BuiltDatabase);
        await _build.OpenAsync(cancellationToken);
        if (_work is not null)
        {
            await _build.ExecuteAsync(RestoreLock.Take(_work.Name), cancellationToken);
            await _work.HandOverAsync();
        }

        await _build.TrySettingsAsync(withOwner: _work is not null, cancellationToken);
        await _build.PreDataAsync(cancellationToken);
    });

    public async ValueTask WriteChunkAsync(ArchiveChunk chunk, ReadOnlyMemory<byte> raw, CancellationToken cancellationToken) =>
        await GuardAsync(() => _build!.LoadAsync(chunk, raw, cancellationToken));

    public async Task<RestoreOutcome> CompleteAsync(CancellationToken cancellationToken)
    {
        await GuardAsync(async () =>
        {
            await _build!.PostDataAsync(cancellationToken);
            if (scope.Request.Verify)
                await RestoredContent.CheckAsync(scope, BuiltDatabase, cancellationToken);
            await _build.EventTriggersAsync(cancellationToken);
            if (_work is not null)
                await _build.ExecuteAsync($"COMMENT ON DATABASE {SqlText.Name(_work.Name)} IS NULL", cancellationToken);
            await _build.ApplySettingsAsync(withOwner: _work is not null, cancellationToken);
            if (_work is null)
                await _build.FlushAsync(cancellationToken);
            await PublishAsync(_build, cancellationToken);
        });
        return new RestoreOutcome(scope.Request.Connection, Target, scope.Contents.TablesBut(scope.Skipped), scope.Mode == RestoreMode.Replace)
        {
            Skipped = scope.Skipped.Objects,
            Warnings = [.. _build!.Warnings, .. scope.State.Leftovers.Where(l => !l.IsDroppable).Select(l => l.Sentence)],
        };
    }

    public async ValueTask DisposeAsync()
    {
        if (_build is not null)
            await _build.DisposeAsync();
        if (_published)
            return;
        if (_work is not null)
            await _work.DropAsync();
        if (_roles is not null && scope.Mode != RestoreMode.Fill)
            await _roles.DropAsync();
    }

    private async Task PublishAsync(DatabaseBuild build, CancellationToken cancellationToken)
    {
        await build.EndWorkersAsync();
        await using IBulkConnection? maintenance = _work is null ? null : await _work.HoldAsync(cancellationToken);
        await build.DisposeAsync();
        cancellationToken.ThrowIfCancellationRequested();
        if (_work is not null && scope.Mode == RestoreMode.Replace)
            await DatabaseSwap.ReplaceAsync(_server, maintenance!, _work.Name, () => _published = true, cancellationToken);
        else if (_work is not null)
            await DatabaseSwap.PublishAsync(_server, maintenance!, _work.Name, () => _published = true, cancellationToken);
        _published = true;
    }

    /// <summary>Adds to an error what it means for the target.</summary>
    private async Task GuardAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (BackupException e) when (!_published)
        {
            if (scope.Request.Scratch is not null && RestoreErrors.SqlStateOf(e) == SqlState.InsufficientPrivilege)
                throw RestoreErrors.TrialDenied(e, scope.State.User, isLowered: scope.Ground is not null);
            throw RestoreErrors.WithState(e, StateOnFailure + (e.Code is ErrorCode.ConnectionLost or ErrorCode.ServerUnreachable ? Remainder : ""));
        }
    }
}
