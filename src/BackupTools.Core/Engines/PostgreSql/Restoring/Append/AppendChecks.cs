using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Connections;
using BackupTools.Engines.PostgreSql.Contents;
using BackupTools.Engines.PostgreSql.Restoring.Entries;
using BackupTools.Engines.PostgreSql.Restoring.Targets;
using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Engines.PostgreSql.Sessions;
using Npgsql;

namespace BackupTools.Engines.PostgreSql.Restoring.Append;

/// <summary>Holds that the tables of an existing database have the columns of the rows that are to be added.</summary>
internal static class AppendChecks
{
    private const string ColumnsQuery =
        """
        SELECT n.nspname::text AS schema, c.relname::text AS name,
               ARRAY(SELECT a.attname::text FROM pg_catalog.pg_attribute a
                     WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '') AS columns
        FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p', 'S')
        """;

    /// <exception cref="BackupException"><see cref="ErrorCode.TableNotFound"/>, or naming the columns that are missing.</exception>
    public static Task CheckTablesAsync(TargetServer server, RestoreContents contents, CancellationToken cancellationToken) =>
        CheckTablesAsync(server, contents, only: null, cancellationToken);

    /// <summary>The same for some of the tables: the others are made.</summary>
    public static async Task CheckTablesAsync(
        TargetServer server, RestoreContents contents, IReadOnlyList<SchemaEntry>? only, CancellationToken cancellationToken)
    {
        HashSet<(string?, string)>? looked = only?.Select(e => (e.Schema, e.Name)).ToHashSet();
        await using NpgsqlConnection control = await server.OpenControlAsync(server.Database, cancellationToken);
        Dictionary<(string, string), string[]> tables = await PostgreSqlErrors.GuardAsync(
            control, $"Looking at the tables of '{server.Database}'",
            async () => (await new CatalogSession(control).QueryAsync(
                ColumnsQuery, r => (Key: (r.Text("schema"), r.Text("name")), Columns: r.Texts("columns")), cancellationToken))
                .ToDictionary(r => r.Key, r => r.Columns),
            ErrorCode.RestoreFailed);

        List<string> missing = [];
        foreach (int i in contents.DataObjects)
        {
            ArchiveObject table = contents.Manifest.Objects[i];
            if (looked?.Contains((table.Schema, table.Name)) == false)
                continue;
            string name = $"{table.Schema}.{table.Name}";
            if (!tables.TryGetValue((table.Schema, table.Name), out string[]? columns))
            {
                throw new BackupException(
                    ErrorCode.TableNotFound, $"The database '{server.Database}' has no table '{name}' that rows could be added to.",
                    $"Choose the tables that are there with {Setting.Table}, or restore into another database.", name);
            }

            missing.AddRange(contents.Columns(i).Except(columns).Select(c => $"{name}.{c}"));
        }

        foreach (SchemaEntry state in contents.Phases.SequenceStates.Select(i => contents.Entries[i]))
        {
            if (looked is null && !tables.ContainsKey((state.Schema ?? "", state.Name)))
            {
                throw new BackupException(
                    ErrorCode.ObjectNotFound, $"The database '{server.Database}' has no sequence '{state.Schema}.{state.Name}', whose state is to be restored.",
                    $"Restore into another database, or choose tables with {Setting.Table}.", $"{state.Schema}.{state.Name}");
            }
        }

        if (missing.Count > 0)
        {
            throw new BackupException(
                ErrorCode.ObjectNotFound,
                $"The backup's rows have columns that the tables of '{server.Database}' do not have: {RestoreErrors.Few(missing)}.",
                "Restore into another database, or add the columns.", missing[0]);
        }
    }
}
