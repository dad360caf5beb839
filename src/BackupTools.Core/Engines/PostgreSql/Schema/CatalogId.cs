namespace BackupTools.Engines.PostgreSql.Schema;

/// <summary>The identity of an object in the source's system catalogs, as <c>pg_depend</c> knows it.</summary>
/// <param name="Catalog">The catalog that has its row, e.g. <c>pg_class</c>.</param>
/// <param name="Oid">The row's oid.</param>
/// <param name="SubId">The column's number, for a column; otherwise 0.</param>
internal readonly record struct CatalogId(string Catalog, uint Oid, int SubId = 0)
{
    /// <summary>The first oid that is given to what users make; those below are the system's.</summary>
    public const uint FirstOfUser = 16384;

    /// <summary>The table of a column; anything else as it is.</summary>
    public CatalogId Whole => this with { SubId = 0 };
}
