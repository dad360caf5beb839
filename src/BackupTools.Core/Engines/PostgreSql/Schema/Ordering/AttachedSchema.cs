using BackupTools.Engines.PostgreSql.Text;

namespace BackupTools.Engines.PostgreSql.Schema.Ordering;

/// <summary>Items while owners, comments and privileges are being added to them.</summary>
internal sealed class AttachedSchema
{
    private readonly List<SchemaItem> _items;
    private readonly List<ItemAttachments> _attachments;

    public AttachedSchema(IReadOnlyList<SchemaItem> items, IReadOnlyList<CatalogDependency> dependencies)
    {
        _items = [.. items];
        _attachments = [.. items.Select(_ => new ItemAttachments())];
        Parts = new ItemParts(items, dependencies);
        AddOwners();
    }

    /// <summary>The items, those that were added included.</summary>
    public IReadOnlyList<SchemaItem> Items => _items;

    /// <summary>Which item an object is or is part of, among the items that there were at first.</summary>
    public ItemParts Parts { get; }

    /// <summary>What was added to an item.</summary>
    public ItemAttachments this[int index] => _attachments[index];

    /// <summary>The item that is exactly this object; null where there is none.</summary>
    public int? FindExact(CatalogId id) =>
        Parts.Find(id) is { } index && _items[index].Id.Whole == id.Whole ? index : null;

    /// <summary>Adds an item for something that another than the database's user made.</summary>
    public ItemAttachments Add(SchemaItem item)
    {
        _items.Add(item);
        _attachments.Add(new ItemAttachments());
        return _attachments[^1];
    }

    /// <summary>All roles that statements name.</summary>
    public IReadOnlyCollection<string> Roles => new SortedSet<string>(_attachments.SelectMany(a => a.Roles), StringComparer.Ordinal);

    /// <summary>The finished schema, in restore order.</summary>
    public IReadOnlyList<SchemaEntry> ToEntries(IReadOnlyList<CatalogDependency> dependencies)
    {
        IReadOnlyList<OrderedItem> order = DependencyOrder.Sort(_items, ItemGraph.Build(_items, dependencies));
        return EntryList.WithoutEmpty([.. order.Select(ToEntry)]);
    }

    private SchemaEntry ToEntry(OrderedItem ordered)
    {
        SchemaItem item = ordered.Item;
        SchemaEntry entry = new()
        {
            Kind = item.Kind, Schema = item.Schema, Name = item.Name, Section = ordered.Section, Parent = ordered.Parent,
            DependsOn = ordered.DependsOn, Create = item.Create,
        };
        if (ordered.Stage == ItemStage.StandIn)
            return entry with { Create = item.StandIn! };
        ItemAttachments attachments = _attachments[ordered.Index];
        return entry with
        {
            Owner = item.Owner, Columns = item.Columns, RowFilter = item.RowFilter, Roles = attachments.Roles,
            Create = ordered.Stage == ItemStage.AfterStandIn ? item.CreateAfterStandIn ?? item.Create : item.Create,
            SetOwner = attachments.SetOwner, Comments = attachments.Comments, Privileges = attachments.Privileges,
        };
    }

    private void AddOwners()
    {
        for (int i = 0; i < _items.Count; i++)
        {
            SchemaItem item = _items[i];
            foreach (string role in item.Roles)
                _attachments[i].AddRole(role);
            _attachments[i].AddRole(item.Owner);
            if (item.SetOwner is not null)
                _attachments[i].SetOwner = item.SetOwner;
            if (item.Owner is null || item.SetOwner is not null)
                continue;
            string owner = " OWNER TO " + SqlText.Name(item.Owner);
            if (item.Kind == ItemKind.DatabaseSettings)
                _attachments[i].SetOwner = DatabaseStatement.Write("ALTER DATABASE ", owner);
            else if ((item.OwnerAddress ?? item.Address) is { } address)
                _attachments[i].SetOwner = $"ALTER {address}{owner};\n";
        }
    }
}
