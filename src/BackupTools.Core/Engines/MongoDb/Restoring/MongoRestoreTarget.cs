using BackupTools.Abstractions;
using BackupTools.Engines.MongoDb.Restoring.Targets;
using BackupTools.Engines.MongoDb.Restoring.Work;
using BackupTools.Engines.MongoDb.Sessions;

namespace BackupTools.Engines.MongoDb.Restoring;

/// <summary>
/// A restore of a database: its collections are built in it under names of the restore's, and get their own when they are complete and checked.
/// </summary>
internal sealed class MongoRestoreTarget(RestoreScope scope, MongoSession session) : IRestoreTarget
{
    private readonly IReadOnlyList<IReadOnlyList<ArchiveChunk>> _runs = CollectionBuild.RunsOf(scope.Contents);
    private RestoreLease? _lease;
    private CollectionBuild? _build;
    private Publishing? _publishing;

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

    private string StateOnFailure => scope.Mode switch
    {
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

        _lease = await RestoreLease.BeginAsync(session, scope.State.Leftovers, cancellationToken);
        _build = new CollectionBuild(scope, session, _lease.Name);
        await _build.MakeAsync(cancellationToken);
    });

    /// <inheritdoc/>
    public async ValueTask WriteChunkAsync(ArchiveChunk chunk, ReadOnlyMemory<byte> raw, CancellationToken cancellationToken) =>
        await GuardAsync(() => _build!.LoadAsync(chunk, raw, cancellationToken));

    /// <inheritdoc/>
    public async Task<RestoreOutcome> CompleteAsync(CancellationToken cancellationToken)
    {
        _publishing = new Publishing(scope, session, _lease!.Name);
        await GuardAsync(async () =>
        {
            _build!.CheckCounts();
            if (scope.Request.Verify)
                await RestoredContent.CheckAsync(scope, session, _build.Collections, cancellationToken);
            await _build.FinishAsync(cancellationToken);
            _lease.Check();
            await _publishing.RunAsync(_build.Collections, cancellationToken);
        });
        return new RestoreOutcome(scope.Request.Connection, scope.Target, scope.Contents.Tables, scope.Mode is RestoreMode.Replace or RestoreMode.ReplaceTables)
        {
            Warnings = [.. _publishing.Warnings],
        };
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_build is not null && _publishing?.IsPublished != true)
            await _build.DropInPlaceAsync();
        if (_lease is not null)
            await _lease.DisposeAsync();
        await session.DisposeAsync();
    }

    /// <summary>Adds to an error what it means for the target.</summary>
    private async Task GuardAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (BackupException e) when (_publishing is not { IsPublished: true } and not { IsHalfDone: true } && e.Code != ErrorCode.TargetExists)
        {
            throw new BackupException(e.Code, $"{e.What} {StateOnFailure}", e.Remedy, e.Target, e.InnerException, e.IsTransient);
        }
    }
}
