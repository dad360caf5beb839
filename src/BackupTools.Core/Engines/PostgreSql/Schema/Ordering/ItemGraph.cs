namespace BackupTools.Engines.PostgreSql.Schema.Ordering;

/// <summary>
/// Which items need which. What <c>pg_depend</c> says of parts that are no items is said of the items that they are parts of.
/// </summary>
internal sealed class ItemGraph
{
    private readonly IReadOnlyList<SchemaItem> _items;
    private readonly ItemParts _parts;

    private ItemGraph(IReadOnlyList<SchemaItem> items, ItemParts parts)
    {
        _items = items;
        _parts = parts;
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
        ItemGraph graph = new(items, new ItemParts(items, dependencies));
        foreach (CatalogDependency dependency in dependencies)
            graph.Add(dependency);
        for (int i = 0; i < items.Count; i++)
            graph.AddDeclared(i);
        return graph;
    }

    /// <inheritdoc cref="ItemParts.Find"/>
    public int? Find(CatalogId id) => _parts.Find(id);

    private void Add(CatalogDependency dependency)
    {
        if (_parts.Find(dependency.Object) is not { } from || _parts.Find(dependency.Reference) is not { } to || from == to)
            return;

        // Partitions, their indexes and the indexes' constraints are made apart, and then attached.
        bool isItself = dependency.Object.Whole == _items[from].Id.Whole;
        if (dependency.Type == 'P' || (isItself && IsOwned(_items[from].Traits, _items[to].Traits, dependency.Type)))
            return;
        Needs[from].Add(to);
        if (isItself && _items[from].StandIn is not null && StandInNeeds(dependency))
            (OwnNeeds[from] ??= []).Add(to);
    }

    /// <summary>
    /// True where the dependency says what is dropped along, and not what must be there first: a sequence is made before
    /// the column that owns it, and a partition before it is attached.
    /// </summary>
    private static bool IsOwned(KindTraits from, KindTraits to, char type) =>
        type == 'a' && (from.Kind == ItemKind.Sequence || (from.IsTable && to.IsTable));

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
        if (!_parts.IsPrincipal(index))
            AddNeed(index, item.Id);
    }

    private void AddNeed(int index, CatalogId id)
    {
        if (_parts.Find(id) is { } needed && needed != index)
            Needs[index].Add(needed);
    }
}
