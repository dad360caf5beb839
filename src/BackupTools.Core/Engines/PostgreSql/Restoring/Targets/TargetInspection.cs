using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Catalog;
using BackupTools.Engines.PostgreSql.Connections;
using BackupTools.Engines.PostgreSql.Inspection;
using BackupTools.Engines.PostgreSql.Sessions;
using BackupTools.Engines.PostgreSql.Text;
using Npgsql;

namespace BackupTools.Engines.PostgreSql.Restoring.Targets;

/// <summary>Looks at the target of a restore, and changes nothing.</summary>
internal static class TargetInspection
{
    private const string ServerQuery =
        """
        SELECT current_user::text AS name,
               r.rolsuper OR EXISTS (SELECT FROM pg_catalog.pg_roles s WHERE s.rolname = session_user AND s.rolsuper) AS super, r.rolsuper OR r.rolcreatedb AS creates,
               pg_catalog.pg_is_in_recovery() AS recovery,
               pg_catalog.current_setting('transaction_read_only') = 'on' AS readonly
        FROM pg_catalog.pg_roles r WHERE r.rolname = current_user
        """;

    private const string DatabaseQuery =
        """
        SELECT pg_catalog.pg_encoding_to_char(d.encoding)::text AS encoding, d.datistemplate AS template,
               CASE WHEN pg_catalog.has_database_privilege(d.oid, 'CONNECT') THEN pg_catalog.pg_database_size(d.oid) ELSE 0 END AS size,
               pg_catalog.pg_has_role(d.datdba, 'USAGE') AS owned,
               pg_catalog.concat_ws(', ',
                   (SELECT 'the replication slot ' || min(s.slot_name) FROM pg_catalog.pg_replication_slots s WHERE s.database = d.datname),
                   (SELECT 'the prepared transaction ' || min(x.gid) FROM pg_catalog.pg_prepared_xacts x WHERE x.database = d.datname),
                   (SELECT 'the subscription ' || min(s.subname) FROM pg_catalog.pg_subscription s WHERE s.subdbid = d.oid)) AS holder
        FROM pg_catalog.pg_database d WHERE d.datname = {0}
        """;

    /// <summary>Objects that a dump would have and that no new database has.</summary>
    private const string ContentQuery =
        """
        WITH own AS (
            SELECT n.oid, n.nspname FROM pg_catalog.pg_namespace n
            WHERE n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_')
        SELECT (SELECT pg_catalog.count(*) FROM pg_catalog.pg_class c JOIN own ON own.oid = c.relnamespace
                WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')) AS relations,
               (SELECT pg_catalog.count(*) FROM pg_catalog.pg_proc p JOIN own ON own.oid = p.pronamespace)
               + (SELECT pg_catalog.count(*) FROM pg_catalog.pg_type t JOIN own ON own.oid = t.typnamespace WHERE t.typrelid = 0 AND t.typelem = 0)
               + (SELECT pg_catalog.count(*) FROM pg_catalog.pg_class c JOIN own ON own.oid = c.relnamespace WHERE c.relkind = 'c')
               + (SELECT pg_catalog.count(*) FROM own JOIN (
                      SELECT collnamespace FROM pg_catalog.pg_collation UNION ALL SELECT connamespace FROM pg_catalog.pg_conversion
                      UNION ALL SELECT oprnamespace FROM pg_catalog.pg_operator UNION ALL SELECT opfnamespace FROM pg_catalog.pg_opfamily
                      UNION ALL SELECT cfgnamespace FROM pg_catalog.pg_ts_config UNION ALL SELECT dictnamespace FROM pg_catalog.pg_ts_dict
                      UNION ALL SELECT prsnamespace FROM pg_catalog.pg_ts_parser UNION ALL SELECT tmplnamespace FROM pg_catalog.pg_ts_template)
                      AS others (namespace) ON others.namespace = own.oid)
               + (SELECT pg_catalog.count(*) FROM own WHERE own.nspname <> 'public')
               + (SELECT pg_catalog.count(*) FROM pg_catalog.pg_extension e WHERE e.extname <> 'plpgsql')
               + (SELECT pg_catalog.count(*) FROM pg_catalog.pg_event_trigger)
               + (SELECT pg_catalog.count(*) FROM pg_catalog.pg_publication)
               + (SELECT pg_catalog.count(*) FROM pg_catalog.pg_foreign_data_wrapper)
               + (SELECT pg_catalog.count(*) FROM pg_catalog.pg_default_acl) AS others,
               (SELECT pg_catalog.count(*) FROM pg_catalog.pg_largeobject_metadata) AS objects
        """;

    private const string SessionsQuery =
        """
        SELECT pg_catalog.concat(a.usename, CASE WHEN a.application_name <> '' THEN ' (' || a.application_name || ')' END) AS name
        FROM pg_catalog.pg_stat_activity a
        WHERE a.datname = {0} AND a.pid <> pg_catalog.pg_backend_pid() AND a.backend_type = 'client backend'
        """;

    /// <summary>Looks.</summary>
    /// <param name="server">The server, with the target's name.</param>
    /// <param name="cancellationToken">Stops the looking.</param>
    public static async Task<TargetState> RunAsync(TargetServer server, CancellationToken cancellationToken)
    {
        string database = server.Database;
        await using NpgsqlConnection control = await server.OpenMaintenanceControlAsync(cancellationToken);
        return await PostgreSqlErrors.GuardAsync(control, $"Looking at the target '{database}'", async () =>
        {
            CatalogSession session = new(control);
            TargetDatabase? target = (await session.QueryAsync(Of(DatabaseQuery, database), r => new TargetDatabase
            {
                Encoding = r.Text("encoding"),
                SizeBytes = r.Number("size"),
                IsTemplate = r.Flag("template"),
                IsOwned = r.Flag("owned"),
                Holder = r.Text("holder") is { Length: > 0 } holder ? holder : null,
            }, cancellationToken)).FirstOrDefault();

            if (target is not null)
            {
                target = target with { Sessions = await FindSessionsAsync(session, database, cancellationToken) };
                await using NpgsqlConnection inside = await server.OpenControlAsync(database, cancellationToken);
                CatalogSession insideSession = new(inside);
                target = target with { Content = await FindContentAsync(insideSession, cancellationToken) };
                return await ReadServerAsync(insideSession, session, target, cancellationToken);
            }

            return await ReadServerAsync(session, session, null, cancellationToken);
        }, ErrorCode.RestoreFailed);
    }

    /// <summary>The sessions that are connected to a database, by user and application.</summary>
    public static async Task<IReadOnlyList<string>> FindSessionsAsync(
        CatalogSession session, string database, CancellationToken cancellationToken) =>
        await session.QueryAsync(Of(SessionsQuery, database), r => r.Text("name"), cancellationToken);

    private static async Task<TargetState> ReadServerAsync(
        CatalogSession session, CatalogSession maintenance, TargetDatabase? target, CancellationToken cancellationToken)
    {
        TargetState state = (await session.QueryAsync(ServerQuery, r => new TargetState
        {
            Version = session.Version,
            User = r.Text("name"),
            IsSuperuser = r.Flag("super"),
            MayCreateDatabases = r.Flag("creates"),
            ReadOnlyReason = r.Flag("recovery") ? "the server is a standby or is recovering"
                : r.Flag("readonly") ? "its sessions read only (default_transaction_read_only)" : null,
            Roles = new HashSet<string>(),
            Extensions = new HashSet<string>(),
            Tablespaces = new HashSet<string>(),
            Database = target,
        }, cancellationToken)).Single();
        return state with
        {
            Roles = await GlobalNames.OfRolesAsync(session, cancellationToken),
            Extensions = (await session.QueryAsync(
                "SELECT name::text AS name FROM pg_catalog.pg_available_extensions", r => r.Text("name"), cancellationToken)).ToHashSet(StringComparer.Ordinal),
            Tablespaces = await GlobalNames.OfTablespacesAsync(session, cancellationToken),
            Leftovers = await Leftovers.FindAsync(maintenance, cancellationToken),
        };
    }

    private static async Task<string?> FindContentAsync(CatalogSession session, CancellationToken cancellationToken)
    {
        (long relations, long others, long objects) = (await session.QueryAsync(
            ContentQuery, r => (r.Number("relations"), r.Number("others"), r.Number("objects")), cancellationToken)).Single();
        List<string> parts = [];
        if (relations > 0)
            parts.Add(Figures.Count(relations, "relation"));
        if (objects > 0)
            parts.Add(Figures.Count(objects, "large object"));
        if (others > 0)
            parts.Add($"{Figures.Count(others, "object")} of other kinds");
        return parts.Count > 0 ? string.Join(", ", parts) : null;
    }

    private static string Of(string query, string database) =>
        query.Replace("{0}", SqlText.Literal(database), StringComparison.Ordinal);
}
