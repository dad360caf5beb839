using BackupTools.Engines.Sqlite;
using BackupTools.Tests.Fakes;

namespace BackupTools.Tests.Engines.Sqlite;

public sealed class SqliteConformanceTests : EngineConformance, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly SqliteEngine _engine = new();

    protected override IDatabaseEngine Engine => _engine;

    protected override (string First, string Second) Tables => ("customer", "order");

    public void Dispose() => _folder.Dispose();

    protected override Task<DbConnectionInfo> CreateSampleAsync()
    {
        string path = _folder[$"sample-{Guid.NewGuid():n}.db"];
        SqliteSample.Create(path, """
            CREATE TABLE customer (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT);
            CREATE TABLE "order" (customer INTEGER, note TEXT, amount REAL);
            CREATE VIEW busy AS SELECT customer FROM "order";
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)
                INSERT INTO customer SELECT i, 'customer number ' || i FROM n;
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
                INSERT INTO "order" SELECT i % 1000, 'order number ' || hex(randomblob(8)), i / 7.0 FROM n;
            """);
        return Task.FromResult(_engine.ParseConnection(path));
    }

    protected override DbConnectionInfo NewTarget() => _engine.ParseConnection(_folder[$"target-{Guid.NewGuid():n}.db"]);
}
