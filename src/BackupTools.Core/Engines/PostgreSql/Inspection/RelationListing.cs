using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Catalog;
using BackupTools.Engines.PostgreSql.Connections;
using BackupTools.Engines.PostgreSql.Sessions;
using BackupTools.Engines.PostgreSql.Text;
using Npgsql;

namespace BackupTools.Engines.PostgreSql.Inspection;

/// <summary>Lists what can be selected from: tables, views, materialized views and foreign tables of the database's users.</summary>
internal static class RelationListing
{
    /// <summary>Lists them.</summary>
    public static Task<IReadOnlyList<TableInfo>> ReadAsync(
        DbConnectionInfo connection, bool countRows, CancellationToken cancellationToken) => OpenSession.RunAsync<IReadOnlyList<TableInfo>>(
        connection,
        "Listing the tables",
        async session =>
        {
            List<TableInfo> tables = await session.QueryAsync(
                $"""
                SELECT n.nspname, c.relname, c.relkind = 'r' AS holds_rows,
                    CASE c.relkind WHEN 'r' THEN 'table' WHEN 'p' THEN 'partitioned table' WHEN 'v' THEN 'view'
                        WHEN 'm' THEN 'materialized view' ELSE 'foreign table' END AS kind,
                    CASE WHEN c.relkind IN ('r', 'm') THEN pg_total_relation_size(c.oid) END AS size
                FROM pg_class c
                JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND c.relpersistence <> 't'
                AND {UserObjects.InUserSchema("n")}
                AND (EXISTS (SELECT FROM pg_extension e WHERE c.oid = ANY (e.extconfig)) OR {UserObjects.NotOfExtension("pg_class", "c.oid")})
                ORDER BY n.nspname, c.relname
                """,
                row => Describe(row, connection with { Database = session.Connection.Database }), cancellationToken);
            return countRows ? await WithRowsAsync(session, tables, cancellationToken) : tables;
        },
        cancellationToken);

    private static TableInfo Describe(CatalogRow row, DbConnectionInfo connection) => new(
        connection, connection.Database!, row.Text("nspname"), row.Text("relname"), row.Text("kind"), null,
        row.IsNull("size") ? null : row.Number("size"))
    {
        HoldsRows = row.Flag("holds_rows"),
    };

    /// <summary>The tables with their rows counted; without those that were dropped meanwhile.</summary>
    private static async Task<IReadOnlyList<TableInfo>> WithRowsAsync(
        CatalogSession session, IReadOnlyList<TableInfo> tables, CancellationToken cancellationToken)
    {
        List<TableInfo> counted = [];
        foreach (TableInfo table in tables)
        {
            try
            {
                counted.Add(table with { Rows = await CountAsync(session, table, cancellationToken) });
            }
            catch (PostgresException e) when (e.SqlState is SqlState.UndefinedTable or SqlState.InvalidSchemaName)
            {
                // It is gone.
            }
        }

        return counted;
    }

    /// <summary>Counts, where the rows are in this database, the user may read all of them, and a materialized view has been filled.</summary>
    private static async Task<long?> CountAsync(CatalogSession session, TableInfo table, CancellationToken cancellationToken)
    {
        if (table.Kind is "view" or "foreign table")
            return null;
        try
        {
            List<long> count = await session.QueryAsync(
                $"SELECT count(*) AS rows FROM {SqlText.Name(table.Schema, table.Name)}", row => row.Number("rows"), cancellationToken);
            return count[0];
        }
        catch (PostgresException e) when (e.SqlState is SqlState.InsufficientPrivilege or SqlState.ObjectNotInPrerequisiteState)
        {
            return null;
        }
    }
}
