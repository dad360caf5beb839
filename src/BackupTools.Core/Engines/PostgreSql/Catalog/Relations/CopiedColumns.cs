namespace BackupTools.Engines.PostgreSql.Catalog.Relations;

/// <summary>
/// The columns of a table that are copied: neither dropped nor generated ones, by number. A table that inherits has them
/// by name, for it is made with the columns of its parents first, wherever they had been: its numbers do not survive.
/// </summary>
internal static class CopiedColumns
{
    /// <summary>Their names as an SQL array, for a row <c>c</c> of <c>pg_class</c>.</summary>
    public const string Array = """
        ARRAY(
            SELECT k.attname::text FROM pg_catalog.pg_attribute k
            WHERE k.attrelid = c.oid AND k.attnum > 0 AND NOT k.attisdropped AND k.attgenerated = ''
            ORDER BY CASE WHEN NOT c.relispartition AND EXISTS (SELECT FROM pg_catalog.pg_inherits h WHERE h.inhrelid = c.oid)
                     THEN k.attname::text END COLLATE pg_catalog."C", k.attnum)
        """;
}
