namespace BackupTools.Engines.PostgreSql.Schema.Ordering;

/// <summary>
/// Which item an object of the catalogs is, or is part of: rules of views, defaults, row types and members of extensions
/// are no items themselves.
/// </summary>
internal sealed class ItemParts
{
    private const string PartTypes = "eiPaS";
    private readonly IReadOnlyList<SchemaItem> _items;
    private readonly Dictionary<CatalogId, int> _known = [];
    private readonly Dictionary<CatalogId, (CatalogId Whole, int Rank)> _wholes = [];
    private readonly Dictionary<CatalogId, int> _resolved = [];

    /// <summary>Finds them for items that are all there is of the schema.</summary>
    public ItemParts(IReadOnlyList<SchemaItem> items, IReadOnlyList<CatalogDependency> dependencies)
    {
        _items = items;
        Register();
        foreach (CatalogDependency dependency in dependencies)
            FindWhole(dependency);
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
    public bool IsPrincipal(int index) => _known.TryGetValue(_items[index].Id.Whole, out int known) && known == index;

    private void Register()
    {
        for (int i = 0; i < _items.Count; i++)
        {
            if (!_items[i].Traits.IsSecondary)
                _known.TryAdd(_items[i].Id.Whole, i);
        }

        // What is granted on a member of an extension is never what others need when they need the member.
        for (int i = 0; i < _items.Count; i++)
        {
            if (_items[i].Kind != ItemKind.Privileges)
                _known.TryAdd(_items[i].Id.Whole, i);
        }

        for (int i = 0; i < _items.Count; i++)
        {
            foreach (CatalogId made in _items[i].AlsoMakes)
                _known.TryAdd(made.Whole, i);
        }
    }

    private void FindWhole(CatalogDependency dependency)
    {
        int rank = PartTypes.IndexOf(dependency.Type, StringComparison.Ordinal);
        CatalogId part = dependency.Object.Whole;
        CatalogId whole = dependency.Reference.Whole;
        if (rank < 0 || part == whole || _known.ContainsKey(part))
            return;
        if (!_wholes.TryGetValue(part, out (CatalogId Whole, int Rank) known) || rank < known.Rank)
            _wholes[part] = (whole, rank);
    }

    private int Resolve(CatalogId id)
    {
        id = id.Whole;
        if (_known.TryGetValue(id, out int item) || _resolved.TryGetValue(id, out item))
            return item;
        _resolved[id] = -1; // also ends a circle of parts
        item = _wholes.TryGetValue(id, out (CatalogId Whole, int Rank) part) ? Resolve(part.Whole) : -1;
        _resolved[id] = item;
        return item;
    }
}
