using BackupTools.Tests.Servers;

namespace BackupTools.Tests.Engines.PostgreSql;

public sealed class PostgreSqlConformanceTests : EngineConformance, IAsyncLifetime
{
    private PostgresServer _server = null!;

    protected override IDatabaseEngine Engine => BuiltIn.Components.GetEngine("postgresql");

    protected override (string First, string Second) Tables => ("customer", "order");

    protected override string Schema => "public";

    protected override DbConnectionInfo? ScratchServer => _server.Connection("postgres");

    public async ValueTask InitializeAsync() => _server = await PostgresServer.GetAsync(15);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    protected override async Task<DbConnectionInfo> CreateSampleAsync()
    {
        string database = await _server.CreateDatabaseAsync("sample");
        await _server.PsqlAsync(database, """
            CREATE TABLE customer (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text);
            CREATE TABLE "order" (customer integer, note text, amount double precision);
            CREATE VIEW busy AS SELECT customer FROM "order";
            INSERT INTO customer (name) SELECT 'customer number ' || i FROM generate_series(1, 1000) AS i;
            INSERT INTO "order" SELECT i % 1000, 'order number ' || md5(i::text), i / 7.0 FROM generate_series(1, 3000) AS i;
            """);
        return _server.Connection(database);
    }

    protected override DbConnectionInfo NewTarget() => _server.Connection($"target_{Guid.NewGuid():n}");
}
