using System.Collections.Concurrent;
using MongoDB.Bson;

namespace BackupTools.Tests.Servers.MongoDb.Scripted;

/// <summary>Answers the commands that read, from collections that do not change.</summary>
internal sealed class ScriptedData(ScriptedClock clock)
{
    private const int SnapshotUnavailable = 246;

    private readonly ConcurrentDictionary<string, ScriptedCollection> _collections = new();

    public ScriptedCursors Cursors { get; } = new();

    public void Add(ScriptedCollection collection) => _collections[collection.Namespace] = collection;

    /// <summary>The answer to a command; null where it is about something else.</summary>
    public ScriptedAnswer? Answer(ScriptedCommand command) => command.Name switch
    {
        "listDatabases" => Databases(),
        "listCollections" => Collections(command),
        "listIndexes" => Indexes(command),
        "find" => Find(command),
        "count" => ScriptedAnswer.Ok(new BsonDocument("n", Matching(command, "query").Count)),
        "aggregate" when command.Body["pipeline"].AsBsonArray is [BsonDocument stage, BsonDocument group] && stage.Contains("$match") && group.Contains("$group") =>
            Cursors.Open(command, command.Namespace, Matching(command, stage["$match"].AsBsonDocument) is { Count: > 0 } found ? [new BsonDocument { { "_id", 1 }, { "n", found.Count } }] : []),
        "aggregate" when command.Body["pipeline"].AsBsonArray is [BsonDocument count] && count.Contains("$group") =>
            Cursors.Open(command, command.Namespace, Matching(command, []) is { Count: > 0 } all ? [new BsonDocument { { "_id", BsonNull.Value }, { "n", all.Count } }] : []),
        "collStats" => Statistics(command),
        "getMore" => Cursors.Next(command),
        "killCursors" => Cursors.Kill(command),
        _ => null,
    };

    private ScriptedAnswer Databases() => ScriptedAnswer.Ok(new BsonDocument
    {
        {
            "databases",
            new BsonArray(_collections.Values.Select(c => c.Database).Distinct().Order(StringComparer.Ordinal).Select(d => new BsonDocument { { "name", d }, { "sizeOnDisk", 4096L }, { "empty", false } }))
        },
        { "totalSize", 4096L },
    });

    private ScriptedAnswer Collections(ScriptedCommand command)
    {
        BsonDocument filter = command.Body.GetValue("filter", new BsonDocument()).AsBsonDocument;
        return Cursors.Open(command, $"{command.Database}.$cmd.listCollections",
            [.. _collections.Values.Where(c => c.Database == command.Database).OrderBy(c => c.Name, StringComparer.Ordinal).Select(c => c.Listed()).Where(c => ScriptedFilter.Matches(filter, c))]);
    }

    private ScriptedAnswer Statistics(ScriptedCommand command)
    {
        IReadOnlyList<BsonDocument> documents = Matching(command, []);
        long size = documents.Sum(d => (long)d.ToBson().Length);
        return ScriptedAnswer.Ok(new BsonDocument { { "ns", command.Namespace }, { "count", documents.Count }, { "size", size }, { "storageSize", 4096 }, { "totalIndexSize", 4096 } });
    }

    private ScriptedAnswer Indexes(ScriptedCommand command) => _collections.TryGetValue(command.Namespace, out ScriptedCollection? collection)
        ? Cursors.Open(command, command.Namespace, [.. collection.ListedIndexes()])
        : ScriptedAnswer.Error(26, "NamespaceNotFound", $"ns does not exist: {command.Namespace}");

    private ScriptedAnswer Find(ScriptedCommand command)
    {
        bool isSnapshot = command.ReadConcern == "snapshot";
        if (isSnapshot && _collections.TryGetValue(command.Namespace, out ScriptedCollection? collection) && collection.IsCapped)
            return ScriptedAnswer.Error(SnapshotUnavailable, "SnapshotUnavailable", "Reading from capped collection with readConcern snapshot is not supported");
        IEnumerable<BsonDocument> documents = Matching(command, "filter");
        if (command.Body.TryGetValue("sort", out BsonValue sort))
            documents = Sorted(documents, sort.AsBsonDocument);
        documents = documents.Skip(command.Body.GetValue("skip", 0).ToInt32());
        if (command.Body.GetValue("limit", 0).ToInt32() is > 0 and int limit)
            documents = documents.Take(limit);
        if (command.Body.TryGetValue("projection", out BsonValue projection))
            documents = documents.Select(d => Projected(d, projection.AsBsonDocument));
        return Cursors.Open(command, command.Namespace, [.. documents], isSnapshot ? new BsonDocument("atClusterTime", command.AtClusterTime ?? clock.Now) : null);
    }

    private IReadOnlyList<BsonDocument> Matching(ScriptedCommand command, string field) => Matching(command, command.Body.GetValue(field, new BsonDocument()).AsBsonDocument);

    private IReadOnlyList<BsonDocument> Matching(ScriptedCommand command, BsonDocument filter)
    {
        if (!_collections.TryGetValue(command.Namespace, out ScriptedCollection? collection))
            return [];
        IReadOnlyList<BsonDocument> documents = command.ReadConcern == "snapshot" ? collection.Documents : collection.Later ?? collection.Documents;
        return [.. documents.Where(d => ScriptedFilter.Matches(filter, d))];
    }

    private static IEnumerable<BsonDocument> Sorted(IEnumerable<BsonDocument> documents, BsonDocument sort)
    {
        if (sort is { ElementCount: 1 } && sort.GetElement(0) is { Name: "$natural", Value: BsonInt32 { Value: 1 } })
            return documents;
        if (sort.ElementCount != 1 || sort.GetElement(0).Name.StartsWith('$'))
            throw new NotSupportedException($"The sort {sort} is not scripted.");
        string name = sort.GetElement(0).Name;
        Comparer<BsonValue> order = Comparer<BsonValue>.Create(ScriptedFilter.Compare);
        BsonValue Key(BsonDocument document) => document.GetValue(name, BsonNull.Value);
        return sort[0].ToInt32() > 0 ? documents.OrderBy(Key, order) : documents.OrderByDescending(Key, order);
    }

    private static BsonDocument Projected(BsonDocument document, BsonDocument projection)
    {
        if (projection.Any(p => !p.Value.IsNumeric && !p.Value.IsBoolean) || projection.Any(p => !p.Value.ToBoolean()))
            throw new NotSupportedException($"The projection {projection} is not scripted.");
        return new BsonDocument(document.Where(e => e.Name == "_id" || projection.Contains(e.Name)));
    }
}
