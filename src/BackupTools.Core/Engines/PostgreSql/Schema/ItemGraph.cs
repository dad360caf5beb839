namespace BackupTools.Engines.PostgreSql.Schema;

/// <summary>
/// Which items need which. What <c>pg_depend</c> says of parts that are no items (rules of views, defaults, row types,
/// members of extensions) is said of the items that they are parts of.
/// </summary>
internal sealed class ItemGraph
{
    private const string PartTypes = "eiPaS";
    private readonly IReadOnlyList<SchemaItem> _items;
    private readonly Dictionary<CatalogId, int> _known = [];
    private readonly Dictionary<CatalogId, (CatalogId Whole, int Rank)> _wholes = [];
    private readonly Dictionary<CatalogId, int> _resolved = [];

    private ItemGraph(IReadOnlyList<SchemaItem> items)
    {
        _items = items;
        Needs = new HashSet<int>[items.Count];
        OwnNeeds = new HashSet<int>?[items.Count];
        for (int i = 0; i < items.Count; i++)
            Needs[i] = [];
    }

    /// <summary>The items that each item needs, by their positions.</summary>
    public HashSet<int>[] Needs { get; }

    /// <summary>For items with a stand-in: what the stand-in needs, which has no query, defaults or support functions.</summary>
    public HashSet<int>?[] OwnNeeds { get; }

    public static ItemGraph Build(IReadOnlyList<SchemaItem> items, IReadOnlyList<CatalogDependency> dependencies)
    {
        ItemGraph graph = new(items);
        graph.Register();
        foreach (CatalogDependency dependency in dependencies)
            graph.FindWhole(dependency);
        foreach (CatalogDependency dependency in dependencies)
            graph.Add(dependency);
        for (int i = 0; i < items.Count; i++)
            graph.AddDeclared(i);
        return graph;
    }

    /// <summary>The item that the object is, or is part of; null where it is the system's.</summary>
    public int? Find(CatalogId id)
    {
        int found = Resolve(id);
        return found < 0 ? null : found;
    }

    /// <summary>
    /// True where the item is the object that its identity names, and not something done to an object that has an item of
    /// its own, e.g. the state of a sequence.
    /// </summary>
    public bool IsPrincipal(int index) => _known.TryGetValue(Whole(_items[index].Id), out int known) && known == index;

    private static CatalogId Whole(CatalogId id) => id with { SubId = 0 };

    private static bool IsSecondary(ItemKind kind) => kind is ItemKind.SequenceOwner or ItemKind.SequenceState
        or ItemKind.MaterializedViewData or ItemKind.TableAttachment or ItemKind.IndexAttachment or ItemKind.RowSecurity
        or ItemKind.Privileges;

    private void Register()
    {
        for (int i = 0; i < _items.Count; i++)
        {
            if (!IsSecondary(_items[i].Kind))
                _known.TryAdd(Whole(_items[i].Id), i);
        }

        // What is granted on a member of an extension is never what others need when they need the member.
        for (int i = 0; i < _items.Count; i++)
        {
            if (_items[i].Kind != ItemKind.Privileges)
                _known.TryAdd(Whole(_items[i].Id), i);
        }

        for (int i = 0; i < _items.Count; i++)
        {
            foreach (CatalogId made in _items[i].AlsoMakes)
                _known.TryAdd(Whole(made), i);
        }
    }

    private void FindWhole(CatalogDependency dependency)
    {
        int rank = PartTypes.IndexOf(dependency.Type, StringComparison.Ordinal);
        CatalogId part = Whole(dependency.Object);
        CatalogId whole = Whole(dependency.Reference);
        if (rank < 0 || part == whole || _known.ContainsKey(part))
            return;
        if (!_wholes.TryGetValue(part, out (CatalogId Whole, int Rank) known) || rank < known.Rank)
            _wholes[part] = (whole, rank);
    }

    private int Resolve(CatalogId id)
    {
        id = Whole(id);
        if (_known.TryGetValue(id, out int item) || _resolved.TryGetValue(id, out item))
            return item;
        _resolved[id] = -1; // also ends a circle of parts
        item = _wholes.TryGetValue(id, out (CatalogId Whole, int Rank) part) ? Resolve(part.Whole) : -1;
        _resolved[id] = item;
        return item;
    }

    private void Add(CatalogDependency dependency)
    {
        int from = Resolve(dependency.Object);
        if (from < 0)
            return;
        int to = Resolve(dependency.Reference);
        if (to < 0 || from == to)
            return;

        // Partitions, their indexes and the indexes' constraints are made apart, and then attached.
        bool isItself = Whole(dependency.Object) == Whole(_items[from].Id);
        if (dependency.Type == 'P' || (isItself && IsOwned(_items[from].Kind, _items[to].Kind, dependency.Type)))
            return;
        Needs[from].Add(to);
        if (isItself && _items[from].StandIn is not null && StandInNeeds(dependency))
            (OwnNeeds[from] ??= []).Add(to);
    }

    /// <summary>
    /// True where the dependency says what is dropped along, and not what must be there first: a sequence is made before
    /// the column that owns it, and a partition before it is attached.
    /// </summary>
    private static bool IsOwned(ItemKind from, ItemKind to, char type) =>
        type == 'a' && (from == ItemKind.Sequence || (IsTable(from) && IsTable(to)));

    private static bool IsTable(ItemKind kind) => kind is ItemKind.Table or ItemKind.ForeignTable;

    /// <summary>Of a relation its row in <c>pg_class</c> has what its columns need; of others it is their types.</summary>
    private static bool StandInNeeds(CatalogDependency dependency) => dependency.Object.Catalog == "pg_class"
        || dependency.Reference.Catalog is "pg_type" or "pg_namespace" or "pg_collation" or "pg_language" or "pg_extension";

    private void AddDeclared(int index)
    {
        SchemaItem item = _items[index];
        if (item.Parent is { } parent && item.Kind != ItemKind.Sequence)
            AddNeed(index, parent);
        foreach (CatalogId id in item.DependsOn)
            AddNeed(index, id);
        if (!IsPrincipal(index))
            AddNeed(index, item.Id);
    }

    private void AddNeed(int index, CatalogId id)
    {
        if (Resolve(id) is >= 0 and int needed && needed != index)
            Needs[index].Add(needed);
    }
}
