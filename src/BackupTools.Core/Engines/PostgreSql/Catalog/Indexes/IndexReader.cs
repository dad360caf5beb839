using BackupTools.Engines.PostgreSql.Catalog.Relations;
using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Engines.PostgreSql.Sessions;
using BackupTools.Engines.PostgreSql.Text;

namespace BackupTools.Engines.PostgreSql.Catalog.Indexes;

/// <summary>Indexes; primary keys, unique and exclusion constraints; and the attachment of indexes to partitioned ones.</summary>
internal sealed class IndexReader : ICatalogReader
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<SchemaItem>> ReadAsync(CatalogSession session, CancellationToken cancellationToken)
    {
        List<SchemaItem> items = [];
        foreach (Index index in await IndexQuery.ReadAsync(session, cancellationToken))
        {
            items.Add(index.Constraint is null ? Item(index, IndexDefinition.Write(index)) : Constraint(index, index.Constraint));
            if (index.Constraint is not null && index.IsCommented)
                items.Add(Item(index, ""));
            if (index.Whole != 0)
                items.Add(Attachment(index, index.Whole));
        }

        return items;
    }

    private static SchemaItem Item(Index index, string create) => new()
    {
        Kind = ItemKind.Index,
        Id = RelationIds.Relation(index.Oid),
        Schema = index.Schema,
        Name = index.Name,
        Create = create,
        Address = "INDEX " + index.FullName,
        Parent = RelationIds.Relation(index.Table),
        DependsOn = { RelationIds.Relation(index.Table) },
    };

    private static SchemaItem Constraint(Index index, IndexConstraint constraint)
    {
        SchemaItem item = new()
        {
            Kind = ItemKind.Constraint,
            Id = RelationIds.Constraint(constraint.Oid),
            Schema = index.Schema,
            Name = constraint.Name,
            Create = IndexDefinition.Write(index),
            Address = $"CONSTRAINT {SqlText.Name(constraint.Name)} ON {index.TableName}",
            Parent = RelationIds.Relation(index.Table),
            DependsOn = { RelationIds.Relation(index.Table) },
        };

        // An index with a comment has an item of its own for it, which depends on this one.
        if (!index.IsCommented)
            item.AlsoMakes.Add(RelationIds.Relation(index.Oid));
        return item;
    }

    /// <summary>The table's attachment comes first: an index is attached only where its table is a partition.</summary>
    private static SchemaItem Attachment(Index index, uint whole) => new()
    {
        Kind = ItemKind.IndexAttachment,
        Id = RelationIds.Attachment(index.Oid),
        Schema = index.Schema,
        Name = index.Name,
        Create = $"ALTER INDEX {index.WholeName} ATTACH PARTITION {index.FullName};\n",
        Parent = RelationIds.Relation(index.Table),
        DependsOn = { RelationIds.Relation(whole), RelationIds.Relation(index.Oid), RelationIds.Attachment(index.Table) },
    };
}
