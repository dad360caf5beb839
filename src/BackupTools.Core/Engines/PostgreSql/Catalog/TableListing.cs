using BackupTools.Engines.PostgreSql.Catalog.Relations;
using BackupTools.Engines.PostgreSql.Sessions;
using BackupTools.Engines.PostgreSql.Text;

namespace BackupTools.Engines.PostgreSql.Catalog;

/// <summary>Finds the tables of a database: those of its users, and those of extensions that hold users' rows.</summary>
internal static class TableListing
{
    /// <summary>
    /// Tables of the system, of other sessions, and members of extensions are no part of a backup. An extension may say
    /// of some of its tables that users put rows there, and which.
    /// </summary>
    public static readonly string FromTables =
        $"""
        FROM pg_class c
        JOIN pg_namespace n ON n.oid = c.relnamespace
        LEFT JOIN (
            SELECT u.table_oid, u.condition
            FROM pg_extension e, ROWS FROM (unnest(e.extconfig), unnest(e.extcondition)) AS u (table_oid, condition)
        ) x ON x.table_oid = c.oid
        LEFT JOIN pg_am a ON a.oid = c.relam
        WHERE c.relkind IN ('r', 'p') AND c.relpersistence <> 't'
        AND {UserObjects.InUserSchema("n")}
        AND ((x.table_oid IS NOT NULL AND c.relkind = 'r') OR {UserObjects.NotOfExtension("pg_class", "c.oid")})
        """;

    /// <summary>Lists them by name. No table is touched, so that no lock can be in the way.</summary>
    public static Task<List<TableName>> ReadAsync(CatalogSession session, CancellationToken cancellationToken) => session.QueryAsync(
        $"SELECT c.oid, n.nspname, c.relname, c.relkind = 'r' AS holds_rows {FromTables} ORDER BY n.nspname, c.relname",
        row => new TableName(row.Oid("oid"), row.Text("nspname"), row.Text("relname"), row.Flag("holds_rows")),
        cancellationToken);

    /// <summary>Looks at those that hold rows, which are locked already.</summary>
    public static async Task<List<StoredTable>> DescribeAsync(
        CatalogSession session, IEnumerable<TableName> tables, CancellationToken cancellationToken)
    {
        HashSet<uint> wanted = [.. tables.Where(t => t.HoldsRows).Select(t => t.Oid)];
        if (wanted.Count == 0)
            return [];
        return await session.QueryAsync(
            $"""
            SELECT c.oid, n.nspname, c.relname, coalesce(x.condition, '') AS condition,
                coalesce(a.amname = 'heap', false) AS has_pages,
                coalesce(pg_relation_size(c.oid), 0) AS heap_bytes,
                coalesce(pg_relation_size(nullif(c.reltoastrelid, 0)), 0) AS toast_bytes,
                current_setting('block_size')::int8 AS page_size,
                c.relpersistence = 'u' AND pg_is_in_recovery() AS unreadable,
                {CopiedColumns.Array} AS columns
            {FromTables}
            AND c.oid = ANY (ARRAY[{string.Join(',', wanted)}]::oid[])
            ORDER BY n.nspname, c.relname
            """,
            Describe, cancellationToken);
    }

    private static StoredTable Describe(CatalogRow row) => new()
    {
        Oid = row.Oid("oid"),
        Schema = row.Text("nspname"),
        Name = row.Text("relname"),
        Columns = row.Texts("columns"),
        Filter = row.Text("condition"),
        HasPages = row.Flag("has_pages"),
        Pages = row.Number("heap_bytes") / row.Number("page_size"),
        Bytes = row.Number("heap_bytes") + row.Number("toast_bytes"),
        Obstacle = row.Flag("unreadable") ? "It is unlogged, and this server is a standby, which has no rows of unlogged tables." : null,
    };
}
