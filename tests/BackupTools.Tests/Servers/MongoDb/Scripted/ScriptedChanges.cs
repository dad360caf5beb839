using MongoDB.Bson;

namespace BackupTools.Tests.Servers.MongoDb.Scripted;

/// <summary>The changes that a scripted server tells those of who watch it: what the oplog holds of them, and what it does not hold any more.</summary>
internal sealed class ScriptedChanges
{
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(50);

    private readonly List<BsonDocument> _events = [];
    private readonly Dictionary<long, (int At, string Namespace)> _cursors = [];
    private int _lost;
    private long _lastCursor = 9_000_000_000;
    private int _idle;

    /// <summary>Adds a change, which gets the next token and, unless it has one, the next moment.</summary>
    public ScriptedChanges Add(BsonDocument change)
    {
        lock (_events)
        {
            int number = _events.Count + 1;
            BsonDocument whole = new() { { "_id", Token(number) } };
            if (!change.Contains("clusterTime"))
                whole.Add("clusterTime", Time(number));
            _events.Add(whole.AddRange(change));
        }

        return this;
    }

    /// <summary>An insert.</summary>
    public ScriptedChanges Insert(string database, string collection, BsonDocument document) => Add(new BsonDocument
    {
        { "operationType", "insert" }, { "ns", new BsonDocument { { "db", database }, { "coll", collection } } },
        { "documentKey", new BsonDocument("_id", document["_id"]) }, { "fullDocument", document },
    });

    /// <summary>The oplog has no room any more for the first changes: who has not read them is told that they are lost.</summary>
    public void Lose(int count)
    {
        lock (_events)
            _lost = count;
    }

    /// <summary>The token of a change by its number, from 1 on; 0 is that before the first.</summary>
    public static BsonDocument Token(int number) => new("_data", $"82{number:X8}");

    /// <summary>The moment of a change by its number.</summary>
    public static BsonTimestamp Time(int number) => new(1_700_000_000, number);

    /// <summary>True for a cursor of these changes.</summary>
    public bool Has(long cursor)
    {
        lock (_events)
            return _cursors.ContainsKey(cursor);
    }

    /// <summary>Begins to watch.</summary>
    public ScriptedAnswer Watch(ScriptedCommand command)
    {
        BsonDocument options = command.Body["pipeline"][0]["$changeStream"].AsBsonDocument;
        string ns = command.Collection.Length > 0 ? command.Namespace : $"{command.Database}.$cmd.aggregate";
        lock (_events)
        {
            int at = options.TryGetValue("resumeAfter", out BsonValue token) || options.TryGetValue("startAfter", out token)
                ? Enumerable.Range(0, _events.Count + 1).Where(n => Token(n) == token.AsBsonDocument).DefaultIfEmpty(-1).First()
                : options.TryGetValue("startAtOperationTime", out BsonValue time)
                    ? _events.Count(e => e["clusterTime"].AsBsonTimestamp.CompareTo(time.AsBsonTimestamp) < 0)
                    : _events.Count;
            if (at < _lost)
                return Lost();
            long id = ++_lastCursor;
            return ScriptedAnswer.Cursor(ns, id, Read(command, id, ns, at, out BsonDocument more), more);
        }
    }

    /// <summary>Goes on watching; where nothing has changed, after a moment, with a token that has moved on all the same.</summary>
    public ScriptedAnswer Next(ScriptedCommand command)
    {
        lock (_events)
        {
            long id = command.Body[0].ToInt64();
            (int at, string ns) = _cursors[id];
            if (at < _lost)
                return Lost();
            ScriptedAnswer answer = ScriptedAnswer.Next(ns, id, Read(command, id, ns, at, out BsonDocument more), more);
            return answer.Document!["cursor"]["nextBatch"].AsBsonArray.Count > 0 ? answer : answer.After(Wait);
        }
    }

    /// <summary>How often somebody was told that nothing has changed.</summary>
    public int Idle => _idle;

    private List<BsonDocument> Read(ScriptedCommand command, long id, string ns, int at, out BsonDocument more)
    {
        BsonValue size = command.Name == "getMore" ? command.Body.GetValue("batchSize", int.MaxValue)
            : command.Body.GetValue("cursor", new BsonDocument()).AsBsonDocument.GetValue("batchSize", int.MaxValue);
        List<BsonDocument> batch = [.. _events.Skip(at).Take(size.ToInt32())];
        if (batch.Count == 0)
            _idle++;
        _cursors[id] = (at + batch.Count, ns);
        more = new BsonDocument("postBatchResumeToken", Token(at + batch.Count));
        return batch;
    }

    private static ScriptedAnswer Lost() => ScriptedAnswer.Error(
        286, "ChangeStreamHistoryLost", "Resume of change stream was not possible, as the resume point may no longer be in the oplog.", "NonResumableChangeStreamError");
}
