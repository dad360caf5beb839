using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Catalog;
using BackupTools.Engines.PostgreSql.Connections;
using BackupTools.Engines.PostgreSql.Restoring.Targets;
using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Engines.PostgreSql.Sessions;
using BackupTools.Engines.PostgreSql.Text;
using Npgsql;

namespace BackupTools.Engines.PostgreSql.Restoring.Replacing;

/// <summary>The schema that the database has at one moment, before anything in it is locked.</summary>
internal sealed class LiveSchema : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly CatalogSession _session;

    private LiveSchema(NpgsqlConnection connection)
    {
        _connection = connection;
        _session = new CatalogSession(connection);
    }

    /// <summary>Its entries, without the states of sequences.</summary>
    public IReadOnlyList<SchemaEntry> Entries { get; private set; } = [];

    /// <summary>Reads it.</summary>
    public static async Task<LiveSchema> ReadAsync(TargetServer server, CancellationToken cancellationToken)
    {
        LiveSchema live = new(await server.OpenControlAsync(server.Database, cancellationToken));
        try
        {
            live.Entries = await live.GuardAsync(async () =>
            {
                await live._session.ExecuteAsync("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY", cancellationToken);
                return await DatabaseSchema.ReadAsync(live._session, includePasswordHashes: false, cancellationToken, withStates: false);
            });
            return live;
        }
        catch
        {
            await live.DisposeAsync();
            throw;
        }
    }

    /// <summary>What is later compared to know whether the definitions are still those that were read.</summary>
    public async Task<string> FingerprintAsync(IEnumerable<SchemaEntry> relations, CancellationToken cancellationToken)
    {
        List<string> found = await GuardAsync(() => _session.QueryAsync(
            $"SELECT {Fingerprint.Expression(relations)} AS fingerprint", r => r.Text("fingerprint"), cancellationToken));
        return found[0];
    }

    /// <summary>The statements that give the triggers of tables the state that they have now, after all were switched off.</summary>
    /// <param name="tables">The tables.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public Task<List<TriggerState>> TriggersAsync(IEnumerable<SchemaEntry> tables, CancellationToken cancellationToken) => GuardAsync(() => _session.QueryAsync(
        $"""
        SELECT n.nspname::text AS schema, c.relname::text AS name, g.tgname::text AS trigger, g.tgenabled::text AS state
        FROM pg_catalog.pg_trigger g JOIN pg_catalog.pg_class c ON c.oid = g.tgrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE NOT g.tgisinternal AND {Fingerprint.IsOne(tables)}
        ORDER BY 1, 2, 3
        """,
        r => new TriggerState(r.Text("schema"), r.Text("name"), r.Text("trigger"), r.Text("state")), cancellationToken));

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private Task<T> GuardAsync<T>(Func<Task<T>> read) =>
        PostgreSqlErrors.GuardAsync(_connection, $"Reading the schema of the target '{_connection.Database}'", read, ErrorCode.RestoreFailed);
}

/// <summary>A trigger, and when it fires.</summary>
internal sealed record TriggerState(string Schema, string Table, string Name, string State)
{
    /// <summary>The statement that sets the state; null for a trigger that is off.</summary>
    public string? Enable => State switch
    {
        "O" => $"ALTER TABLE ONLY {SqlText.Name(Schema, Table)} ENABLE TRIGGER {SqlText.Name(Name)}",
        "A" => $"ALTER TABLE ONLY {SqlText.Name(Schema, Table)} ENABLE ALWAYS TRIGGER {SqlText.Name(Name)}",
        "R" => $"ALTER TABLE ONLY {SqlText.Name(Schema, Table)} ENABLE REPLICA TRIGGER {SqlText.Name(Name)}",
        _ => null,
    };
}
