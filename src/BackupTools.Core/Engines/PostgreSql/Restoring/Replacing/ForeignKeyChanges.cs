using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Schema;

namespace BackupTools.Engines.PostgreSql.Restoring.Replacing;

/// <summary>
/// The foreign keys from and to what is replaced. All of them go before the rows do, since what they would do (cascade, or
/// refuse) is meant for other changes; and all come again when the rows are in, and are checked over all rows.
/// </summary>
internal sealed class ForeignKeyChanges
{
    /// <summary>Finds them.</summary>
    /// <param name="archive">The archive's schema.</param>
    /// <param name="live">The database's.</param>
    /// <param name="relations">What is replaced.</param>
    /// <param name="made">What is made, by its positions in the archive's schema.</param>
    /// <param name="selection">The features that are taken.</param>
    public ForeignKeyChanges(
        SchemaTree archive, SchemaTree live, ReplacedRelations relations, IReadOnlySet<int> made, ObjectSelection selection)
    {
        bool isTaken = selection.Has(DatabaseFeature.Constraints);
        for (int i = 0; i < live.Entries.Count; i++)
        {
            if (live[i].Kind != ItemKind.ForeignKey)
                continue;
            bool isOwn = relations.OfLive(i) is not null;
            if (!isOwn && !live[i].DependsOn.Any(d => relations.OfLive(d) is not null))
                continue;
            Dropped.Add(i);
            if (!isOwn)
                Incoming.Add(i);
            if (!isOwn || !isTaken)
                Restored.Add(i);
        }

        HashSet<int> named = [.. relations.All.Select(r => r.Archive)];
        for (int i = 0; isTaken && i < archive.Entries.Count; i++)
        {
            if (archive[i].Kind != ItemKind.ForeignKey || archive[i].Parent is not { } table || !(named.Contains(table) || made.Contains(table)))
                continue;
            bool hasOther = archive[i].DependsOn.Select(d => RelationOf(archive, d)).OfType<int>()
                .All(r => made.Contains(r) || live.Relation(archive[r].Schema, archive[r].Name) is not null);
            (hasOther ? Made : LeftOut).Add(i);
        }
    }

    /// <summary>Those of the database that go, by their positions in its schema.</summary>
    public List<int> Dropped { get; } = [];

    /// <summary>Those among them that belong to tables that are not replaced.</summary>
    public List<int> Incoming { get; } = [];

    /// <summary>Those of the database that come again as they were.</summary>
    public List<int> Restored { get; } = [];

    /// <summary>Those of the archive that are made.</summary>
    public List<int> Made { get; } = [];

    /// <summary>Those of the archive whose other table is nowhere.</summary>
    public List<int> LeftOut { get; } = [];

    private static int? RelationOf(SchemaTree schema, int index)
    {
        int? at = index;
        while (at is { } i && !schema[i].Traits.IsTable)
            at = schema[i].Parent;
        return at;
    }
}
