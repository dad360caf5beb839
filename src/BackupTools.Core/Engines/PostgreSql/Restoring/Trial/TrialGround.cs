using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Restoring.Entries;
using BackupTools.Engines.PostgreSql.Restoring.Targets;
using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Engines.PostgreSql.Text;
using BackupTools.Engines.PostgreSql.Wire;

namespace BackupTools.Engines.PostgreSql.Restoring.Trial;

/// <summary>
/// What a superuser does in the new, empty database before a role without superuser restores into it. From then on no superuser's
/// session is in it. Nothing of the archive is there yet that an extension's script could run, and of the archive's own statements
/// only those run that create extensions which the server has.
/// </summary>
/// <param name="server">The server, as a superuser is connected to it.</param>
/// <param name="role">The role that restores.</param>
/// <param name="entries">What it restores.</param>
internal sealed class TrialGround(TargetServer server, TrialRole role, TrialEntries entries)
{
    /// <summary>What an extension's owner could do with its tables, wrappers and checks.</summary>
    private const string Grants =
        """
        DO LANGUAGE plpgsql $$
        DECLARE
            one text;
        BEGIN
            FOR one IN
                SELECT pg_catalog.format('ALL ON %s %s', CASE c.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, c.oid::pg_catalog.regclass)
                FROM pg_catalog.pg_extension e CROSS JOIN pg_catalog.unnest(e.extconfig) AS r (id) JOIN pg_catalog.pg_class c ON c.oid = r.id
                UNION ALL SELECT pg_catalog.format('USAGE ON FOREIGN DATA WRAPPER %I', w.fdwname) FROM pg_catalog.pg_foreign_data_wrapper w
                UNION ALL SELECT pg_catalog.format('USAGE ON SCHEMA %I', n.nspname) FROM pg_catalog.pg_namespace n WHERE n.oid >= 16384
                UNION ALL SELECT pg_catalog.format('EXECUTE ON FUNCTION %s', p.oid::pg_catalog.regprocedure)
                FROM pg_catalog.pg_extension e
                JOIN pg_catalog.pg_depend d ON d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND d.refobjid = e.oid
                    AND d.deptype = 'e' AND d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass
                JOIN pg_catalog.pg_proc p ON p.oid = d.objid
                WHERE e.extname = 'amcheck' AND p.proname IN ('bt_index_check', 'verify_heapam')
            LOOP
                EXECUTE pg_catalog.format('GRANT %s TO %I', one, {0});
            END LOOP;
        END
        $$
        """;

    /// <summary>How the role logs in.</summary>
    public DbConnectionInfo Connection => role.Connection;

    /// <summary>The entries that it restores.</summary>
    public IReadOnlyList<SchemaEntry> Entries => entries.Entries;

    /// <summary>Prepares the tablespace's rights, before the database is made.</summary>
    public async Task GrantTablespacesAsync(IEnumerable<string> tablespaces, CancellationToken cancellationToken)
    {
        await using IBulkConnection maintenance = await server.OpenMaintenanceAsync(cancellationToken);
        foreach (string tablespace in tablespaces)
            await maintenance.ExecuteAsync($"GRANT CREATE ON TABLESPACE {SqlText.Name(tablespace)} TO {SqlText.Name(role.Name)}", cancellationToken);
    }

    /// <summary>Prepares the database.</summary>
    public async Task PrepareAsync(string database, CancellationToken cancellationToken)
    {
        await using IBulkConnection inside = await server.OpenAsync(database, "UTF8", cancellationToken);
        await inside.ExecuteAsync(
            $"SET search_path = ''; SET client_min_messages = error; ALTER SCHEMA public OWNER TO {SqlText.Name(role.Name)}", cancellationToken);
        foreach (string schema in entries.Schemas)
            await inside.ExecuteAsync($"CREATE SCHEMA IF NOT EXISTS {SqlText.Name(schema)} AUTHORIZATION {SqlText.Name(role.Name)}", cancellationToken);
        foreach (SchemaEntry extension in entries.Extensions)
        {
            try
            {
                await inside.ExecuteAsync(extension.Create, cancellationToken);
            }
            catch (BackupException e) when (RestoreErrors.IsOfStatement(e))
            {
                throw RestoreErrors.StatementFailed(extension, extension.Create, e, canSkip: false);
            }
        }

        if (entries.Extensions.Count > 0)
            await inside.ExecuteAsync(Grants.Replace("{0}", SqlText.Literal(role.Name), StringComparison.Ordinal), cancellationToken);
    }
}
