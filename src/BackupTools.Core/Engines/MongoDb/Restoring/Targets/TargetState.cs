using BackupTools.Engines.MongoDb.Catalog;
using BackupTools.Engines.MongoDb.Schema;
using BackupTools.Engines.MongoDb.Sessions;

namespace BackupTools.Engines.MongoDb.Restoring.Targets;

/// <summary>What a restore finds.</summary>
internal sealed record TargetState
{
    /// <summary>The server.</summary>
    public required ServerFacts Facts { get; init; }

    /// <summary>What is in the database, with indexes and sizes.</summary>
    public required IReadOnlyList<StoredCollection> Collections { get; init; }

    /// <summary>Restores that were killed and have left collections.</summary>
    public required IReadOnlyList<string> Leftovers { get; init; }

    /// <summary>What is in it, in words; null where it is empty, or does not exist.</summary>
    public string? Content
    {
        get
        {
            int views = Collections.Count(c => c.Definition.Kind == CollectionKind.View);
            string[] words =
            [
                .. new[] { (Collections.Count - views, "collection"), (views, "view") }.Where(w => w.Item1 > 0).Select(w => Figures.Count(w.Item1, w.Item2)),
            ];
            return words.Length == 0 ? null : string.Join(" and ", words);
        }
    }

    /// <summary>The size of what is in it on the server's disk.</summary>
    public long SizeBytes => Collections.Sum(c => c.DiskBytes);

    /// <summary>Looks at the session's database.</summary>
    public static async Task<TargetState> ReadAsync(MongoSession session, CancellationToken cancellationToken)
    {
        IReadOnlyList<StoredCollection> found = await CollectionReader.ReadAsync(session, cancellationToken);
        found = await CollectionReader.WithIndexesAsync(session, found, cancellationToken);
        return new TargetState
        {
            Facts = session.Facts,
            Collections = await CollectionReader.WithSizesAsync(session, found, cancellationToken),
            Leftovers = await RestoreLease.FindDeadAsync(session, await CollectionReader.ReadNamesAsync(session, cancellationToken), cancellationToken),
        };
    }

    /// <summary>The collection or view of a name; null where there is none.</summary>
    public StoredCollection? Find(string name) => Collections.FirstOrDefault(c => c.Name == name);
}
