using BackupTools.Tests.Servers.MySql;

namespace BackupTools.Tests.Engines.MySql;

public sealed class MySqlConformanceTests() : MySqlConformance(MySqlVersion.MySql97);

public sealed class MariaDbConformanceTests() : MySqlConformance(MySqlVersion.MariaDb118);

public abstract class MySqlConformance : EngineConformance, IAsyncLifetime
{
    private readonly MySqlVersion _version;
    private MySqlServer _server = null!;
    private string _sample = "";

    private protected MySqlConformance(MySqlVersion version) => _version = version;

    protected override IDatabaseEngine Engine => BuiltIn.Components.GetEngine("mysql");

    protected override (string First, string Second) Tables => ("customer", "order");

    protected override string Schema => _sample;

    protected override DbConnectionInfo? ScratchServer => _server.Connection(null);

    public async ValueTask InitializeAsync() => _server = await MySqlServer.GetAsync(_version);

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    protected override async Task<DbConnectionInfo> CreateSampleAsync()
    {
        _sample = await _server.CreateDatabaseAsync("sample");
        await _server.LoadAsync(_sample, """
            CREATE TABLE customer (id int AUTO_INCREMENT PRIMARY KEY, name text);
            CREATE TABLE `order` (customer int, note text, amount double);
            CREATE VIEW busy AS SELECT customer FROM `order`;
            INSERT INTO customer (name) WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 1000) SELECT CONCAT('customer number ', i) FROM n;
            INSERT INTO `order` WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 1000)
                SELECT i % 1000, CONCAT('order number ', SHA2(CONCAT(a.k, i), 256)), i / 7.0 FROM n CROSS JOIN (SELECT 1 AS k UNION SELECT 2 UNION SELECT 3) a;
            """);
        return _server.Connection(_sample);
    }

    protected override DbConnectionInfo NewTarget() => _server.Connection($"target_{Guid.NewGuid():n}");
}
