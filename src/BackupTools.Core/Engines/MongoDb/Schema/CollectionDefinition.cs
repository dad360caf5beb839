using MongoDB.Bson;

namespace BackupTools.Engines.MongoDb.Schema;

/// <summary>What is made of a name.</summary>
internal enum CollectionKind
{
    /// <summary>Documents.</summary>
    Collection,

    /// <summary>Measurements, which the server keeps in documents of its own, the buckets.</summary>
    TimeSeries,

    /// <summary>A query that looks like a collection.</summary>
    View,
}

/// <summary>What makes a collection or view, and its indexes.</summary>
internal sealed record CollectionDefinition
{
    private static readonly string[] OfValidation = ["validator", "validationLevel", "validationAction"];

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>What it is.</summary>
    public required CollectionKind Kind { get; init; }

    /// <summary>What <c>create</c> was told beside the name.</summary>
    public required BsonDocument Options { get; init; }

    /// <summary>The indexes, as the server lists them.</summary>
    public IReadOnlyList<BsonDocument> Indexes { get; init; } = [];

    /// <summary>True where its documents are part of the archive.</summary>
    public bool HasDocuments { get; init; }

    /// <summary>The collection whose documents are read and written: for a time series that of its buckets.</summary>
    public string DocumentsName => Kind == CollectionKind.TimeSeries ? CollectionNames.BucketsOf(Name) : Name;

    /// <summary>True where the oldest documents make room for new ones, so that their order matters.</summary>
    public bool IsCapped => Options.GetValue("capped", false).ToBoolean();

    /// <summary>True where the documents are kept in the order of their ids.</summary>
    public bool IsClustered => Kind == CollectionKind.TimeSeries || Options.Contains("clusteredIndex");

    /// <summary>True where documents have to be of a certain form.</summary>
    public bool IsValidated => OfValidation.Any(Options.Contains);

    /// <summary>The words for it.</summary>
    public string Words => Kind switch { CollectionKind.View => "view", CollectionKind.TimeSeries => "time series", _ => "collection" };

    /// <summary>The names that a view reads: what it is made on, and what its stages take documents from.</summary>
    public IReadOnlySet<string> Needs => Kind == CollectionKind.View ? ViewSources.Of(Options) : new HashSet<string>();

    /// <summary>The options without those of validation.</summary>
    public BsonDocument WithoutValidation() => new(Options.Where(o => !OfValidation.Contains(o.Name)));

    /// <summary>The options of validation alone.</summary>
    public BsonDocument Validation() => new(Options.Where(o => OfValidation.Contains(o.Name)));

    /// <summary>True where the other makes the same.</summary>
    public bool IsSame(CollectionDefinition other) => Name == other.Name && Kind == other.Kind && Options.Equals(other.Options) && Indexes.SequenceEqual(other.Indexes);
}
