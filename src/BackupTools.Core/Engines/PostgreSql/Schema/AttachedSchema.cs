namespace BackupTools.Engines.PostgreSql.Schema;

/// <summary>Items while owners, comments and privileges are being added to them.</summary>
internal sealed class AttachedSchema
{
    /// <summary>The lowest oid of an object that the system did not make itself.</summary>
    public const uint FirstUserOid = 16384;

    private readonly List<SchemaItem> _items;
    private readonly List<ItemAttachments> _attachments;

    public AttachedSchema(IReadOnlyList<SchemaItem> items, IReadOnlyList<CatalogDependency> dependencies)
    {
        _items = [.. items];
        _attachments = [.. items.Select(_ => new ItemAttachments())];
        Graph = ItemGraph.Build(items, dependencies);
        AddOwners();
    }

    /// <summary>The items, those that were added included.</summary>
    public IReadOnlyList<SchemaItem> Items => _items;

    /// <summary>What belongs together and what needs what, among the items that there were at first.</summary>
    public ItemGraph Graph { get; }

    /// <summary>What was added to an item.</summary>
    public ItemAttachments this[int index] => _attachments[index];

    /// <summary>The item that is exactly this object; null where there is none.</summary>
    public int? FindExact(CatalogId id) =>
        Graph.Find(id) is { } index && _items[index].Id.Catalog == id.Catalog && _items[index].Id.Oid == id.Oid ? index : null;

    /// <summary>Adds an item for something that another than the database's user made.</summary>
    public ItemAttachments Add(SchemaItem item)
    {
        _items.Add(item);
        _attachments.Add(new ItemAttachments());
        return _attachments[^1];
    }

    private void AddOwners()
    {
        for (int i = 0; i < _items.Count; i++)
        {
            SchemaItem item = _items[i];
            foreach (string role in item.Roles)
                _attachments[i].AddRole(role);
            _attachments[i].AddRole(item.Owner);
            if (item.Owner is null || IsDefaultOwner(item))
                continue;
            string owner = " OWNER TO " + SqlText.Name(item.Owner);
            if (item.Kind == ItemKind.DatabaseSettings)
                _attachments[i].SetOwner = DatabaseStatement.Write("ALTER DATABASE ", owner);
            else if ((item.OwnerAddress ?? item.Address) is { } address)
                _attachments[i].SetOwner = $"ALTER {address}{owner};\n";
        }
    }

    private static bool IsDefaultOwner(SchemaItem item) =>
        item.Kind == ItemKind.Schema && item.Name == "public" && item.Owner == "pg_database_owner";
}
