using BackupTools.Abstractions;
using BackupTools.Engines.MongoDb.Catalog;
using BackupTools.Engines.MongoDb.Schema;
using BackupTools.Engines.MongoDb.Sessions;
using MongoDB.Bson;

namespace BackupTools.Engines.MongoDb.Restoring.Work;

/// <summary>
/// Gives what was built its own names. What has these is renamed away first, and dropped when all is done; where a step fails, those before it are undone.
/// </summary>
/// <param name="scope">The restore.</param>
/// <param name="session">The session, in the target's database.</param>
/// <param name="restore">The restore's name.</param>
internal sealed class Publishing(RestoreScope scope, MongoSession session, string restore)
{
    private readonly Stack<(string What, Func<Task> Undo)> _done = new();
    private readonly List<string> _kept = [];

    /// <summary>True from the moment on from which all is as it was asked for.</summary>
    public bool IsPublished { get; private set; }

    /// <summary>True where a step failed and those before it could not all be undone; the error then says which.</summary>
    public bool IsHalfDone { get; private set; }

    /// <summary>What could not be tidied up: sentences.</summary>
    public List<string> Warnings { get; } = [];

    /// <summary>Publishes.</summary>
    /// <param name="built">The collections.</param>
    /// <param name="cancellationToken">Stops it between two steps; what was done is then undone.</param>
    public async Task RunAsync(IReadOnlyList<BuiltCollection> built, CancellationToken cancellationToken)
    {
        try
        {
            foreach (StoredCollection old in Replaced())
            {
                cancellationToken.ThrowIfCancellationRequested();
                await PutAwayAsync(old);
            }

            foreach (BuiltCollection collection in built.Where(c => !c.IsInPlace))
            {
                cancellationToken.ThrowIfCancellationRequested();
                await RenameAsync(collection.Work, collection.Definition.Name, collection.Definition.Name);
            }

            foreach (CollectionDefinition view in InOrder(scope.Contents.Views.ToList()))
            {
                cancellationToken.ThrowIfCancellationRequested();
                await MakeViewAsync(view);
                _done.Push(($"the view '{view.Name}' is made", () => DropAsync(view.Name)));
            }
        }
        catch (Exception e)
        {
            List<string> stuck = await UndoAsync();
            IsHalfDone = stuck.Count > 0;
            if (e is BackupException own && IsHalfDone)
                throw new BackupException(own.Code, $"{own.What} Of what was done this could not be undone: {string.Join("; ", stuck)}.", own.Remedy, own.Target, own.InnerException);
            throw;
        }

        IsPublished = true;
        await DropKeptAsync();
    }

    private IEnumerable<StoredCollection> Replaced()
    {
        HashSet<string> names = [.. scope.Contents.Definitions.Select(d => d.Name)];
        return scope.Mode switch
        {
            RestoreMode.Replace => scope.State.Collections,
            RestoreMode.ReplaceTables => scope.State.Collections.Where(c => names.Contains(c.Name)),
            _ => [],
        };
    }

    private async Task PutAwayAsync(StoredCollection old)
    {
        if (old.Definition.Kind == CollectionKind.View)
        {
            await DropAsync(old.Name);
            _done.Push(($"the view '{old.Name}' is dropped", () => MakeViewAsync(old.Definition)));
            return;
        }

        string kept = CollectionNames.Kept(restore, _kept.Count);
        await RenameAsync(old.Name, kept, old.Name);
        _kept.Add(kept);
    }

    private async Task RenameAsync(string from, string to, string shown)
    {
        async Task MoveAsync(string source, string target)
        {
            BsonDocument rename = new() { { "renameCollection", $"{session.Database}.{source}" }, { "to", $"{session.Database}.{target}" } };
            // What the majority has not seen yet, it could forget.
            if (session.Facts.Topology != Topology.Standalone)
                rename["writeConcern"] = new BsonDocument("w", "majority");
            await session.RunAsync(rename, $"Giving the collection '{shown}' its place", CancellationToken.None, "admin", ErrorCode.RestoreFailed);
        }

        await MoveAsync(from, to);
        _done.Push(($"the collection '{from}' is called '{to}'", () => MoveAsync(to, from)));
    }

    private async Task MakeViewAsync(CollectionDefinition view)
    {
        BsonDocument create = new("create", view.Name);
        create.AddRange(view.Options);
        await session.RunAsync(create, $"Making the view '{view.Name}'", CancellationToken.None, otherwise: ErrorCode.RestoreFailed);
    }

    private async Task DropAsync(string name) =>
        await session.RunAsync(new BsonDocument("drop", name), $"Dropping '{name}'", CancellationToken.None, otherwise: ErrorCode.RestoreFailed);

    private async Task<List<string>> UndoAsync()
    {
        List<string> stuck = [];
        while (_done.TryPop(out (string What, Func<Task> Undo) step))
        {
            try
            {
                await step.Undo();
            }
            catch (BackupException e)
            {
                stuck.Add(step.What);
                WorkLog.Verbose($"It could not be undone that {step.What}: {e.Message}");
            }
        }

        return stuck;
    }

    private async Task DropKeptAsync()
    {
        foreach (string name in _kept)
        {
            try
            {
                await DropAsync(name);
            }
            catch (BackupException e)
            {
                Warnings.Add($"What was replaced is still there as the collection '{name}': {e.Message}");
            }
        }
    }

    /// <summary>What a view reads comes before it.</summary>
    private static List<CollectionDefinition> InOrder(List<CollectionDefinition> views)
    {
        List<CollectionDefinition> result = [];
        while (views.Count > 0)
        {
            CollectionDefinition next = views.Find(v => !views.Exists(o => o != v && v.Needs.Contains(o.Name))) ?? views[0];
            views.Remove(next);
            result.Add(next);
        }

        return result;
    }
}
