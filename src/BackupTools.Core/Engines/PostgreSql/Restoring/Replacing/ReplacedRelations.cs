using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Schema;

namespace BackupTools.Engines.PostgreSql.Restoring.Replacing;

/// <summary>
/// Decides for each named relation whether it can stay and only its rows are replaced, or has to be made anew; and finds
/// what the database would lose by that.
/// </summary>
internal sealed class ReplacedRelations
{
    private readonly SchemaTree _archive;
    private readonly SchemaTree _live;
    private readonly ObjectSelection _selection;
    private readonly bool _ignoreNames;
    private readonly Dictionary<int, ReplacedRelation> _byLive = [];
    private readonly HashSet<int> _partitioned;

    /// <summary>Decides.</summary>
    /// <param name="archive">The archive's schema.</param>
    /// <param name="live">The database's.</param>
    /// <param name="named">The named relations of the archive.</param>
    /// <param name="selection">The features that are taken.</param>
    /// <param name="ignoreNames">True where one of the two servers gives not-null constraints no names.</param>
    public ReplacedRelations(SchemaTree archive, SchemaTree live, IReadOnlySet<int> named, ObjectSelection selection, bool ignoreNames)
    {
        _archive = archive;
        _live = live;
        _selection = selection;
        _ignoreNames = ignoreNames;
        _partitioned = [.. live.Partitions.SelectMany(p => new[] { p.Part, p.Whole })];
        All = [.. named.Order().Select(Decide)];
        foreach (ReplacedRelation relation in All)
        {
            if (relation.Live is { } index)
                _byLive[index] = relation;
        }

        LiveRoots = _byLive.Keys.ToHashSet();
        while (FindChangedParts() || Spread())
        {
        }

        Lost = FindLost();
    }

    /// <summary>The named relations, in the archive's order.</summary>
    public IReadOnlyList<ReplacedRelation> All { get; }

    /// <summary>The positions of their counterparts in the database.</summary>
    public IReadOnlySet<int> LiveRoots { get; }

    /// <summary>What of relations that stay has to go, by its positions in the database's schema: it differs, or the backup lacks it.</summary>
    public SortedSet<int> DroppedParts { get; } = [];

    /// <summary>What of relations that stay is made, by its positions in the archive's schema.</summary>
    public SortedSet<int> MadeParts { get; } = [];

    /// <summary>What goes with something that is made anew, is of no feature that is taken, and so is made again as it was.</summary>
    public IEnumerable<int> RestoredParts => DroppedParts
        .Concat(All.Where(r => r.How == Replacement.Remade).SelectMany(r => _live.BelongingsOf(r.Live!.Value).Where(i => IsPart(_live, i))))
        .Where(i => !Definition.IsTaken(_live, i, _selection)).Distinct().Order();

    /// <summary>What is not named, and needs something that has to be dropped.</summary>
    public IReadOnlyList<SchemaEntry> Lost { get; }

    /// <summary>The named relation that an entry of the database is, or belongs to; null where there is none.</summary>
    public ReplacedRelation? OfLive(int index) => _live.OwnerIn(LiveRoots, index) is { } root ? _byLive[root] : null;

    private ReplacedRelation Decide(int index)
    {
        SchemaEntry entry = _archive[index];
        string name = $"{entry.Schema}.{entry.Name}";
        int? live = _live.Relation(entry.Schema, entry.Name);
        if (live is { } there && _live[there].Kind != entry.Kind)
        {
            throw new BackupException(
                ErrorCode.RestoreFailed, $"The {EntryTitle.Of(entry)} of the backup cannot be put in the place of the {EntryTitle.Of(_live[there])}. Nothing was changed.",
                "Rename what is there, or restore into another database.", name);
        }

        bool isTaken = Definition.IsTaken(_archive, index, _selection);
        if (live is null && !isTaken)
        {
            throw new BackupException(
                ErrorCode.TableNotFound, $"The database has no table '{name}' whose rows could be replaced.",
                $"Take the definitions too: leave {Setting.DataOnly}, {Setting.Include} and {Setting.Exclude} out.", name);
        }

        bool isSame = live is { } same && (!isTaken
            || Definition.Of(_archive, index, _selection, _ignoreNames) == Definition.Of(_live, same, _selection, _ignoreNames));
        return new ReplacedRelation(index, live) { How = live is null ? Replacement.New : isSame ? Replacement.Kept : Replacement.Remade };
    }

    /// <summary>Compares what is made after the rows, of the relations that stay.</summary>
    private bool FindChangedParts()
    {
        DroppedParts.RemoveWhere(i => OfLive(i)!.How == Replacement.Remade);
        MadeParts.Clear();
        bool changed = false;
        foreach (ReplacedRelation relation in All.Where(r => r.How == Replacement.Kept))
        {
            int live = relation.Live!.Value;
            HashSet<EntryIdentity> same = [];
            foreach (int late in _live.BelongingsOf(live).Where(i => IsOfLaterRows(_live[i])))
                changed |= DroppedParts.Add(late);
            foreach (int part in _live.BelongingsOf(live).Where(i => IsPart(_live, i) && Definition.IsTaken(_live, i, _selection)))
            {
                EntryIdentity identity = _live.IdentityOf(part);
                bool isSame = !DroppedParts.Contains(part) && _archive.Find(identity).Any(a => _archive[a].Create == _live[part].Create);
                if (isSame)
                    same.Add(identity);
                else if (IsInTree(live) && _live[part].Kind is ItemKind.Index or ItemKind.Constraint or ItemKind.IndexAttachment)
                    changed |= Remake(relation);
                else
                    changed |= DroppedParts.Add(part);
            }

            foreach (int part in _archive.BelongingsOf(relation.Archive).Where(i => IsPart(_archive, i) && Definition.IsTaken(_archive, i, _selection)))
            {
                if (same.Contains(_archive.IdentityOf(part)))
                    continue;
                if (IsInTree(live) && _archive[part].Kind is ItemKind.Index or ItemKind.Constraint or ItemKind.IndexAttachment)
                    changed |= Remake(relation);
                else
                    MadeParts.Add(part);
            }
        }

        return changed;
    }

    /// <summary>True for what is made after the rows and can be changed alone. Foreign keys and row security always go and come again.</summary>
    private static bool IsPart(SchemaTree schema, int index) => schema[index] is
    {
        Section: Section.PostData, Create.Length: > 0,
        Kind: not (ItemKind.ForeignKey or ItemKind.RowSecurity or ItemKind.MaterializedViewData or ItemKind.PublicationTable),
    };

    /// <summary>True for a constraint that rows need not keep which were there before it.</summary>
    private static bool IsOfLaterRows(SchemaEntry entry) => entry is
    {
        Section: Section.PostData, Create.Length: > 0, Kind: ItemKind.CheckConstraint or ItemKind.NotNullConstraint,
    };

    /// <summary>True in a tree of partitions, where an index is a part of another one.</summary>
    private bool IsInTree(int live) => _partitioned.Contains(live);

    /// <summary>What is named and needs something that goes has to be made anew with it.</summary>
    private bool Spread()
    {
        bool changed = false;
        bool[] gone = FindGone();
        for (int i = 0; i < gone.Length; i++)
        {
            if (gone[i] || !NeedsOne(i, gone) || OfLive(i) is not { How: Replacement.Kept } relation)
                continue;
            bool isPart = IsPart(_live, i) && i != relation.Live;
            if (!isPart)
                changed |= Remake(relation);
            else if (DroppedParts.Add(i))
                changed = true;
        }

        return changed;
    }

    private IReadOnlyList<SchemaEntry> FindLost()
    {
        bool[] gone = FindGone();
        List<int> lost = [];
        for (int i = 0; i < gone.Length; i++)
        {
            if (!gone[i] && NeedsOne(i, gone) && OfLive(i) is null && !(_live[i].Parent is { } parent && lost.Contains(parent)))
                lost.Add(i);
        }

        // Of a relation that is made anew, what comes before the rows cannot be made again as it was.
        IEnumerable<int> untaken = All.Where(r => r.How == Replacement.Remade).SelectMany(r => _live.BelongingsOf(r.Live!.Value))
            .Where(i => _live[i] is { Section: Section.PreData, Create.Length: > 0 } && !Definition.IsTaken(_live, i, _selection));
        return [.. lost.Concat(untaken).Select(i => _live[i])];
    }

    /// <summary>What is dropped: relations that are made anew, with what belongs to them, and single parts of those that stay.</summary>
    private bool[] FindGone()
    {
        bool[] gone = new bool[_live.Entries.Count];
        foreach (ReplacedRelation relation in All.Where(r => r.How == Replacement.Remade))
        {
            gone[relation.Live!.Value] = true;
            foreach (int part in _live.BelongingsOf(relation.Live.Value))
                gone[part] = true;
        }

        foreach (int part in DroppedParts)
            gone[part] = true;
        return gone;
    }

    /// <summary>Foreign keys and members of publications are made again; states are none.</summary>
    private bool NeedsOne(int index, bool[] gone) =>
        _live[index].Kind is not (ItemKind.ForeignKey or ItemKind.PublicationTable or ItemKind.SequenceState or ItemKind.MaterializedViewData)
        && _live[index].DependsOn.Any(d => gone[d]);

    private static bool Remake(ReplacedRelation relation)
    {
        relation.How = Replacement.Remade;
        return true;
    }
}
