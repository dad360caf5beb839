using System.Globalization;
using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Connections;
using BackupTools.Engines.PostgreSql.Sessions;
using BackupTools.Engines.PostgreSql.Text;
using Npgsql;

namespace BackupTools.Engines.PostgreSql.Inspection;

/// <summary>
/// Checks the structure of tables and indexes with the server's own means: the extension amcheck, in a database that has
/// it. Everything else that can be wrong shows when the rows are read.
/// </summary>
internal static class IntegrityCheck
{
    private const int FirstVersionThatVerifiesTables = 14;

    /// <summary>Checks.</summary>
    /// <returns>What is wrong, one sentence each.</returns>
    public static Task<IReadOnlyList<string>> RunAsync(DbConnectionInfo connection, CancellationToken cancellationToken) =>
        OpenSession.RunAsync<IReadOnlyList<string>>(
            connection,
            "Checking the integrity",
            async session =>
            {
                List<string> findings = await session.QueryAsync(
                    """
                    SELECT n.nspname || '.' || c.relname AS name
                    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
                    WHERE c.relkind = 'i' AND c.relpersistence <> 't' AND NOT (i.indisvalid AND i.indisready)
                    ORDER BY 1
                    """,
                    row => $"The index {row.Text("name")} is invalid, because making it did not succeed.", cancellationToken);
                if (await FindAmcheckAsync(session, cancellationToken) is { } schema)
                {
                    findings.AddRange(await VerifyTablesAsync(session, schema, cancellationToken));
                    findings.AddRange(await VerifyIndexesAsync(session, schema, cancellationToken));
                }

                return findings;
            },
            cancellationToken);

    /// <summary>The schema that has amcheck's functions; null where it is not there, or not for this user.</summary>
    private static async Task<string?> FindAmcheckAsync(CatalogSession session, CancellationToken cancellationToken) => (await session.QueryAsync(
        """
        SELECT n.nspname
        FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
        WHERE e.extname = 'amcheck' AND has_schema_privilege(n.oid, 'USAGE') AND (
            SELECT bool_and(has_function_privilege(p.oid, 'EXECUTE')) FROM pg_proc p
            WHERE p.pronamespace = n.oid AND p.proname IN ('bt_index_check', 'verify_heapam'))
        """,
        row => row.Text("nspname"), cancellationToken)).FirstOrDefault();

    private static async Task<List<string>> VerifyTablesAsync(CatalogSession session, string schema, CancellationToken cancellationToken)
    {
        List<string> findings = [];
        if (session.Version < FirstVersionThatVerifiesTables)
            return findings;
        foreach ((uint oid, string name) in await ListAsync(
            session, "JOIN pg_am a ON a.oid = c.relam WHERE c.relkind IN ('r', 'm', 't') AND a.amname = 'heap'", cancellationToken))
        {
            findings.AddRange(await TryAsync(
                name,
                () => session.QueryAsync(
                    $"SELECT blkno::int8 AS block, msg FROM {SqlText.Name(schema)}.verify_heapam({Text(oid)}::oid::regclass) LIMIT 100",
                    row => $"The table {name} is damaged in page {row.Number("block").ToString(CultureInfo.InvariantCulture)}: {row.Text("msg")}.",
                    cancellationToken)));
        }

        return findings;
    }

    private static async Task<List<string>> VerifyIndexesAsync(CatalogSession session, string schema, CancellationToken cancellationToken)
    {
        List<string> findings = [];
        foreach ((uint oid, string name) in await ListAsync(
            session,
            "JOIN pg_am a ON a.oid = c.relam JOIN pg_index i ON i.indexrelid = c.oid WHERE c.relkind = 'i' AND a.amname = 'btree' AND i.indisvalid AND i.indisready",
            cancellationToken))
        {
            findings.AddRange(await TryAsync(
                name,
                async () =>
                {
                    await session.ExecuteAsync($"SELECT {SqlText.Name(schema)}.bt_index_check({Text(oid)}::oid::regclass, true)", cancellationToken);
                    return [];
                }));
        }

        return findings;
    }

    private static Task<List<(uint Oid, string Name)>> ListAsync(CatalogSession session, string condition, CancellationToken cancellationToken) =>
        session.QueryAsync(
            $"""
            SELECT c.oid, n.nspname || '.' || c.relname AS name
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace {condition} AND c.relpersistence = 'p'
            ORDER BY 2
            """,
            row => (row.Oid("oid"), row.Text("name")), cancellationToken);

    /// <summary>Damage is reported as an error or as rows; what was dropped meanwhile is none.</summary>
    private static async Task<IReadOnlyList<string>> TryAsync(string name, Func<Task<List<string>>> verify)
    {
        try
        {
            return await verify();
        }
        catch (PostgresException e) when (e.SqlState is SqlState.DataCorrupted or SqlState.IndexCorrupted)
        {
            return [$"{name} is damaged: {e.MessageText}."];
        }
        catch (PostgresException e) when (e.SqlState is SqlState.UndefinedTable or SqlState.ObjectNotInPrerequisiteState)
        {
            return [];
        }
    }

    private static string Text(uint oid) => oid.ToString(CultureInfo.InvariantCulture);
}
