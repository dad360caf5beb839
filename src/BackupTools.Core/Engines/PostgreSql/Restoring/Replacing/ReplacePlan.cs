using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Schema;

namespace BackupTools.Engines.PostgreSql.Restoring.Replacing;

/// <summary>What is done to replace named relations in a database, thought through and not begun.</summary>
internal sealed class ReplacePlan
{
    private readonly RestoreRequest _request;

    /// <summary>Thinks it through.</summary>
    /// <param name="request">What was asked for.</param>
    /// <param name="contents">What was chosen of the archive.</param>
    /// <param name="live">The database's schema.</param>
    /// <param name="version">The server's major version.</param>
    public ReplacePlan(RestoreRequest request, RestoreContents contents, IReadOnlyList<SchemaEntry> live, int version)
    {
        request = request with { Selection = request.Selection.WithoutLeftOut(contents.Manifest.Selection) };
        _request = request;
        Archive = new SchemaTree(contents.AllEntries);
        Live = new SchemaTree(live);
        HashSet<int> named = ReplacedNames.Find(Archive, contents, request.Selection);
        ReplaceChecks.CheckPartitions(Archive, Live, named);
        Relations = new ReplacedRelations(Archive, Live, named, request.Selection, AreNamesNew(contents.SourceVersion, version));
        Needed = new NeededEntries(Archive, Live, named, contents);

        Made = [.. Needed.Made, .. Relations.MadeParts];
        foreach (ReplacedRelation relation in Relations.All.Where(r => r.How != Replacement.Kept))
        {
            Made.Add(relation.Archive);
            Made.UnionWith(Archive.BelongingsOf(relation.Archive).Where(i => Definition.IsTaken(Archive, i, request.Selection)));
        }

        ForeignKeys = new ForeignKeyChanges(Archive, Live, Relations, Made, request.Selection);
        Made.RemoveWhere(i => Archive[i].Kind == ItemKind.ForeignKey
            || (request.NoPrivileges && Archive[i].Traits.Phase == RestorePhase.Privileges));
        HashSet<(string?, string)> filled =
            [.. Relations.All.Select(r => Archive[r.Archive]).Concat(Made.Select(i => Archive[i])).Where(HoldsRows).Select(e => (e.Schema, e.Name))];
        Contents = contents.WithRowsOf(o => filled.Contains((o.Schema, o.Name)));
        HashSet<(string?, string)> withRows = [.. Contents.Tables.Select(t => ((string?)t.Schema, t.Name))];
        Emptied = [.. Relations.All.Where(r => r.How == Replacement.Kept).Select(r => Archive[r.Archive])
            .Where(e => e.Kind == ItemKind.Table && withRows.Contains((e.Schema, e.Name)))];
        ReplaceChecks.CheckRows(contents.Manifest, Archive, named, Contents);
    }

    /// <summary>What was chosen, without what the archive was made without.</summary>
    public ObjectSelection Selection => _request.Selection;

    /// <summary>The archive's schema.</summary>
    public SchemaTree Archive { get; }

    /// <summary>The database's schema.</summary>
    public SchemaTree Live { get; }

    /// <summary>The named relations.</summary>
    public ReplacedRelations Relations { get; }

    /// <summary>What they need beside.</summary>
    public NeededEntries Needed { get; }

    /// <summary>What is made, by its positions in the archive's schema, without foreign keys.</summary>
    public SortedSet<int> Made { get; }

    /// <summary>The foreign keys from and to what is replaced.</summary>
    public ForeignKeyChanges ForeignKeys { get; }

    /// <summary>The rows that are loaded.</summary>
    public RestoreContents Contents { get; }

    /// <summary>The tables that stay and whose rows are replaced.</summary>
    public IReadOnlyList<SchemaEntry> Emptied { get; }

    /// <summary>The relations of the database that are replaced.</summary>
    public IEnumerable<SchemaEntry> Replaced => Relations.All.Where(r => r.Live is not null).Select(r => Archive[r.Archive]);

    /// <summary>The materialized views that show rows from before, because they were not named.</summary>
    public IReadOnlyList<SchemaEntry> Stale
    {
        get
        {
            bool[] stale = new bool[Live.Entries.Count];
            for (int i = 0; i < stale.Length; i++)
                stale[i] = Relations.OfLive(i) is not null || (Live[i].Traits.Relation == RelationShape.Query && Live[i].DependsOn.Any(d => stale[d]));
            return [.. Enumerable.Range(0, stale.Length).Where(i => stale[i] && Live[i].Kind == ItemKind.MaterializedView && Relations.OfLive(i) is null).Select(i => Live[i])];
        }
    }

    /// <summary>What is made, in order, as it was chosen: of a feature that is not taken the relation keeps what it has.</summary>
    public IEnumerable<SchemaEntry> MadeEntries => Made.Select(Chosen);

    /// <summary>The counterpart in the database of an entry of the archive; null where there is none.</summary>
    public SchemaEntry? CounterpartOf(int index) => Live.Find(Archive.IdentityOf(index)).Select(i => Live[i]).FirstOrDefault();

    /// <summary>An entry of the archive with the statements that are chosen.</summary>
    public SchemaEntry Chosen(int index)
    {
        SchemaEntry entry = Archive[index];
        SchemaEntry? there = CounterpartOf(index);
        return entry with
        {
            Owner = _request.NoOwner ? there?.Owner : entry.Owner,
            SetOwner = _request.NoOwner ? there?.SetOwner ?? "" : entry.SetOwner,
            Comments = _request.Selection.Has(DatabaseFeature.Comments) ? entry.Comments : there?.Comments ?? "",
            Privileges = !_request.NoPrivileges && _request.Selection.Has(DatabaseFeature.Privileges) ? entry.Privileges : there?.Privileges ?? "",
        };
    }

    /// <summary>True where one of two servers names the not-null constraints that the other has without names.</summary>
    private static bool AreNamesNew(int source, int target)
    {
        const int FirstVersionWithNames = 18;
        return source < FirstVersionWithNames != target < FirstVersionWithNames;
    }

    private static bool HoldsRows(SchemaEntry entry) => entry.Kind == ItemKind.Table || entry.Columns.Count > 0;
}
