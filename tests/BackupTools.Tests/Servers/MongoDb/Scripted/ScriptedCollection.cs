using MongoDB.Bson;

namespace BackupTools.Tests.Servers.MongoDb.Scripted;

/// <summary>A collection that a scripted server has, as far as reading goes.</summary>
/// <param name="database">Its database.</param>
/// <param name="name">Its name.</param>
/// <param name="documents">Its documents, in the order of their places on disk.</param>
internal sealed class ScriptedCollection(string database, string name, params BsonDocument[] documents)
{
    public string Database { get; } = database;

    public string Name { get; } = name;

    public IReadOnlyList<BsonDocument> Documents { get; } = documents;

    /// <summary>What those see who do not ask for a moment, where that is not the same: what was written since.</summary>
    public IReadOnlyList<BsonDocument>? Later { get; init; }

    /// <summary><c>collection</c>, <c>view</c> or <c>timeseries</c>.</summary>
    public string Type { get; init; } = "collection";

    /// <summary>Its options, such as <c>capped</c>, <c>timeseries</c>, <c>clusteredIndex</c>, <c>collation</c>.</summary>
    public BsonDocument Options { get; init; } = [];

    /// <summary>Its indexes beside that of <c>_id</c>.</summary>
    public IReadOnlyList<BsonDocument> Indexes { get; init; } = [];

    public Guid Uuid { get; init; } = Guid.NewGuid();

    public string Namespace => $"{Database}.{Name}";

    public bool IsCapped => Options.GetValue("capped", false).ToBoolean();

    /// <summary>What listCollections says of it.</summary>
    public BsonDocument Listed()
    {
        BsonDocument listed = new() { { "name", Name }, { "type", Type }, { "options", Options }, { "info", new BsonDocument("readOnly", Type == "view") } };
        if (Type != "collection")
            return listed;
        listed["info"]["uuid"] = new BsonBinaryData(Uuid, GuidRepresentation.Standard);
        if (!Options.Contains("clusteredIndex"))
            listed["idIndex"] = IdIndex();
        return listed;
    }

    /// <summary>What listIndexes says of it.</summary>
    public IEnumerable<BsonDocument> ListedIndexes() => Options.Contains("clusteredIndex") || Type != "collection" ? Indexes : Indexes.Prepend(IdIndex());

    private static BsonDocument IdIndex() => new() { { "v", 2 }, { "key", new BsonDocument("_id", 1) }, { "name", "_id_" } };
}
