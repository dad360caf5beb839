using BackupTools.Engines.PostgreSql.Schema;

namespace BackupTools.Engines.PostgreSql.Catalog.Relations;

/// <summary>
/// Identities of relations and of what belongs to them. Some items stand for a property that has no row of its own, and
/// are known by the catalog column that has the property.
/// </summary>
internal static class RelationIds
{
    /// <summary>A table, view, sequence or index.</summary>
    public static CatalogId Relation(uint oid) => new("pg_class", oid);

    /// <summary>A constraint.</summary>
    public static CatalogId Constraint(uint oid) => new("pg_constraint", oid);

    /// <summary>A column's default.</summary>
    public static CatalogId ColumnDefault(uint oid) => new("pg_attrdef", oid);

    /// <summary>The attachment of a partition, or of a partition's index.</summary>
    public static CatalogId Attachment(uint partition) => new("pg_inherits", partition);

    /// <summary>That a table has row security.</summary>
    public static CatalogId RowSecurity(uint table) => new("pg_class.relrowsecurity", table);

    /// <summary>The rows of a materialized view.</summary>
    public static CatalogId MaterializedViewData(uint view) => new("pg_class.relispopulated", view);

    /// <summary>The ownership of a sequence by a column.</summary>
    public static CatalogId SequenceOwner(uint sequence) => new("pg_depend", sequence);

    /// <summary>The state of a sequence.</summary>
    public static CatalogId SequenceState(uint sequence) => new("pg_sequence", sequence);

    /// <summary>The types that come with a relation: of its rows, and of arrays of them.</summary>
    public static IEnumerable<CatalogId> RowTypes(params uint[] types) =>
        types.Where(t => t != 0).Select(t => new CatalogId("pg_type", t));
}
