using System.Collections.Concurrent;
using MongoDB.Bson;

namespace BackupTools.Tests.Servers.MongoDb.Scripted;

/// <summary>The cursors of a scripted server over data that it holds.</summary>
internal sealed class ScriptedCursors
{
    private const int FirstBatch = 101;

    private readonly ConcurrentDictionary<long, (string Namespace, IReadOnlyList<BsonDocument> Left)> _open = new();
    private long _last = 5_000_000_000;

    /// <summary>How many are open.</summary>
    public int Count => _open.Count;

    /// <summary>A cursor over documents, in batches as the command wants them.</summary>
    public ScriptedAnswer Open(ScriptedCommand command, string ns, IReadOnlyList<BsonDocument> documents, BsonDocument? more = null)
    {
        BsonValue? size = command.Body.TryGetValue("batchSize", out BsonValue own) ? own
            : command.Body.TryGetValue("cursor", out BsonValue cursor) && cursor.AsBsonDocument.TryGetValue("batchSize", out BsonValue inner) ? inner : null;
        int count = size?.ToInt32() ?? FirstBatch;
        bool isOne = command.Body.GetValue("singleBatch", false).ToBoolean();
        return ScriptedAnswer.Cursor(ns, isOne ? 0 : Keep(ns, documents, count), documents.Take(count), more);
    }

    /// <summary>The next batch of a cursor.</summary>
    public ScriptedAnswer Next(ScriptedCommand command)
    {
        long id = command.Body[0].ToInt64();
        if (!_open.TryRemove(id, out (string Namespace, IReadOnlyList<BsonDocument> Left) cursor))
            return ScriptedAnswer.Error(43, "CursorNotFound", $"cursor id {id} not found");
        int count = command.Body.GetValue("batchSize", int.MaxValue).ToInt32();
        return ScriptedAnswer.Next(cursor.Namespace, Keep(cursor.Namespace, cursor.Left, count, id), cursor.Left.Take(count));
    }

    /// <summary>Closes cursors.</summary>
    public ScriptedAnswer Kill(ScriptedCommand command)
    {
        BsonArray killed = [], notFound = [];
        foreach (BsonValue id in command.Body["cursors"].AsBsonArray)
            (_open.TryRemove(id.AsInt64, out _) ? killed : notFound).Add(id);
        return ScriptedAnswer.Ok(new BsonDocument
        {
            { "cursorsKilled", killed }, { "cursorsNotFound", notFound }, { "cursorsAlive", new BsonArray() }, { "cursorsUnknown", new BsonArray() },
        });
    }

    /// <summary>Keeps what is left after a batch; 0 where nothing is.</summary>
    private long Keep(string ns, IReadOnlyList<BsonDocument> documents, int count, long id = 0)
    {
        if (documents.Count <= count)
            return 0;
        if (id == 0)
            id = Interlocked.Increment(ref _last);
        _open[id] = (ns, [.. documents.Skip(count)]);
        return id;
    }
}
