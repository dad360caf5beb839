using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Engines.PostgreSql.Sessions;
using BackupTools.Engines.PostgreSql.Text;

namespace BackupTools.Engines.PostgreSql.Catalog.Relations;

/// <summary>Tables, partitioned and foreign ones too, with their columns, defaults, check and not-null constraints.</summary>
internal sealed class TableReader : ICatalogReader
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<SchemaItem>> ReadAsync(CatalogSession session, CancellationToken cancellationToken)
    {
        IReadOnlyList<Table> tables = await TableQuery.ReadAsync(session, cancellationToken);
        ILookup<uint, CatalogId> needs = await ConstraintNeeds.ReadCommentedChecksAsync(session, cancellationToken);
        List<SchemaItem> items = [];
        foreach (Table table in tables.Where(t => !t.IsMember))
        {
            items.Add(Definition(table, needs));
            items.AddRange(table.Columns.Where(c => HasDefaultApart(table, c)).Select(c => Default(table, c)));
            items.AddRange(TableConstraints.Items(table));
            if (table.IsPartition)
                items.Add(Attachment(table));
        }

        return items;
    }

    private static SchemaItem Definition(Table table, ILookup<uint, CatalogId> needs)
    {
        SchemaItem item = new()
        {
            Kind = table.Kind == "f" ? ItemKind.ForeignTable : ItemKind.Table,
            Id = RelationIds.Relation(table.Oid),
            Schema = table.Schema,
            Name = table.Name,
            Create = TableDefinition.Write(table),
            Address = $"{table.Keyword} {table.FullName}",
            Owner = table.Owner,
            Columns = table.CopiedColumns,
        };
        item.AlsoMakes.AddRange(table.RowTypes);
        item.AlsoMakes.AddRange(table.Columns.Where(c => TableDefinition.HasDefaultWithin(table, c))
            .Select(c => RelationIds.ColumnDefault(c.DefaultOid)));
        foreach (CheckConstraint check in table.Checks.Where(c => TableDefinition.HasCheckWithin(table, c)))
        {
            // A commented constraint has an item of its own for the comment, and so is none of this item's identities.
            if (check.IsCommented)
                item.DependsOn.AddRange(needs[check.Oid].Where(n => n.Oid != table.Oid));
            else
                item.AlsoMakes.Add(RelationIds.Constraint(check.Oid));
        }

        if (!table.IsPartition)
            item.DependsOn.AddRange(table.Parents.Select(p => RelationIds.Relation(p.Oid)));
        return item;
    }

    private static bool HasDefaultApart(Table table, Column column) =>
        column.Default is not null && column.Generated.Length == 0 && !TableDefinition.HasDefaultWithin(table, column);

    private static SchemaItem Default(Table table, Column column) => new()
    {
        Kind = ItemKind.ColumnDefault,
        Id = RelationIds.ColumnDefault(column.DefaultOid),
        Schema = table.Schema,
        Name = $"{table.Name} {column.Name}",
        Create = $"ALTER {table.Keyword} ONLY {table.FullName} ALTER COLUMN {SqlText.Name(column.Name)} SET DEFAULT {column.Default};\n",
        Parent = RelationIds.Relation(table.Oid),
    };

    private static SchemaItem Attachment(Table table)
    {
        Table whole = table.Parents[0];
        SchemaItem item = new()
        {
            Kind = ItemKind.TableAttachment,
            Id = RelationIds.Attachment(table.Oid),
            Schema = table.Schema,
            Name = table.Name,
            Create = $"ALTER TABLE ONLY {whole.FullName} ATTACH PARTITION {table.FullName} {table.PartitionBound};\n",
            Parent = RelationIds.Relation(table.Oid),
        };
        item.DependsOn.AddRange([RelationIds.Relation(whole.Oid), RelationIds.Relation(table.Oid)]);
        return item;
    }
}
