using BackupTools.Abstractions;
using BackupTools.Engines.MongoDb.Contents;
using BackupTools.Engines.MongoDb.Restoring.Loading;
using BackupTools.Engines.MongoDb.Restoring.Targets;
using BackupTools.Engines.MongoDb.Restoring.Work;
using BackupTools.Engines.MongoDb.Sessions;

namespace BackupTools.Engines.MongoDb.Restoring;

/// <summary>
/// Adds documents to collections that are there. They are gathered beside these first, and none may have the id of one that is there; what was
/// added is taken out again where the rest cannot be.
/// </summary>
internal sealed class AppendTarget(RestoreScope scope, MongoSession session) : IRestoreTarget
{
    private RestoreLease? _lease;
    private AddedDocuments? _added;
    private bool _isDone;

    /// <inheritdoc/>
    public string Display => scope.Request.Connection.Display;

    /// <inheritdoc/>
    public IReadOnlyList<ArchiveChunk> Chunks => scope.Contents.Chunks;

    /// <inheritdoc/>
    public IReadOnlyList<IReadOnlyList<ArchiveChunk>> Runs => CollectionBuild.RunsOf(scope.Contents);

    /// <inheritdoc/>
    public IReadOnlyList<string> Plan => RestorePlanText.Describe(scope);

    /// <inheritdoc/>
    public bool Replaces => false;

    /// <inheritdoc/>
    public bool LeavesRest => true;

    /// <inheritdoc/>
    public int MaxConcurrency => scope.Request.Parallelism;

    /// <inheritdoc/>
    public Task PrepareAsync(CancellationToken cancellationToken) => GuardAsync(async () =>
    {
        _lease = await RestoreLease.BeginAsync(session, scope.State.Leftovers, cancellationToken);
        _added = new AddedDocuments(session, _lease.Name, [.. scope.Contents.Collections.Where(c => c.HasDocuments).Select(c => c.Name)]);
    });

    /// <inheritdoc/>
    public async ValueTask WriteChunkAsync(ArchiveChunk chunk, ReadOnlyMemory<byte> raw, CancellationToken cancellationToken) => await GuardAsync(async () =>
    {
        ChunkRules.Check(scope.Contents.Manifest, chunk, raw.Span);
        await _added!.GatherAsync(scope.Contents.DefinitionOf(chunk).Name, raw, cancellationToken);
    });

    /// <inheritdoc/>
    public async Task<RestoreOutcome> CompleteAsync(CancellationToken cancellationToken)
    {
        await GuardAsync(async () =>
        {
            _added!.CheckCounts(scope.Contents.Tables);
            _lease!.Check();
            await _added.AddAsync(cancellationToken);
        });
        _isDone = true;
        return new RestoreOutcome(scope.Request.Connection, scope.Target, scope.Contents.Tables, Replaced: false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_lease is not null)
            await _lease.DisposeAsync();
        await session.DisposeAsync();
    }

    private async Task GuardAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (BackupException e) when (!_isDone && _added?.Remains is null)
        {
            throw new BackupException(e.Code, $"{e.What} The database '{scope.Target}' has the documents that it had.", e.Remedy, e.Target, e.InnerException, e.IsTransient);
        }
    }
}
