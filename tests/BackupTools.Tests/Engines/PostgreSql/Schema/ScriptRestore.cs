using BackupTools.Engines.PostgreSql.Catalog;
using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Engines.PostgreSql.Schema.Scripts;
using BackupTools.Engines.PostgreSql.Sessions;
using BackupTools.Tests.Servers;
using Npgsql;

namespace BackupTools.Tests.Engines.PostgreSql.Schema;

/// <summary>Reads a schema, and makes it again by loading the scripts with psql.</summary>
internal static class ScriptRestore
{
    public static async Task<IReadOnlyList<SchemaEntry>> ReadAsync(PostgresServer server, string database, bool includePasswordHashes = false)
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        await using NpgsqlConnection connection = await ControlConnection.OpenAsync(server.Connection(database), cancellationToken);
        CatalogSession session = new(connection);
        await session.ExecuteAsync("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY; SET LOCAL search_path = ''", cancellationToken);
        return await DatabaseSchema.ReadAsync(session, includePasswordHashes, cancellationToken);
    }

    /// <summary>Loads the scripts in order, each in a session of its own, into a new database.</summary>
    public static async Task<string> RestoreAsync(PostgresServer server, IReadOnlyList<SchemaEntry> entries)
    {
        string database = await server.CreateDatabaseAsync("restored", "TEMPLATE template0");
        foreach (SchemaScript script in SchemaScripts.Write(entries).SkipLast(1))
            await server.PsqlAsync(database, script.Text);
        return database;
    }

    /// <summary>What pg_dump says of the schema and of the database's settings, without the database's name.</summary>
    public static async Task<string> DumpAsync(PostgresServer server, string database)
    {
        string dump = await server.DumpAsync(database, "--schema-only", "--create");
        return string.Join('\n', dump.Split('\n').Where(l => !l.StartsWith('\\')))
            .Replace(database, "the_database", StringComparison.Ordinal);
    }
}
