using BackupTools.Tests.Servers.MongoDb;
using MongoDB.Bson;

namespace BackupTools.Tests.Engines.MongoDb;

public sealed class MongoConformanceTests : EngineConformance, IAsyncLifetime
{
    private MongoDbServer _server = null!;
    private string _sample = "";

    protected override IDatabaseEngine Engine => BuiltIn.Components.GetEngine("mongodb");

    protected override (string First, string Second) Tables => ("customer", "order");

    protected override string Schema => _sample;

    protected override bool HasSql => false;

    protected override DbConnectionInfo? ScratchServer => MongoFixture.Connect(_server, null);

    public async ValueTask InitializeAsync() => _server = await MongoDbServer.GetAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    protected override async Task<DbConnectionInfo> CreateSampleAsync()
    {
        _sample = await _server.CreateDatabaseAsync("sample");
        await MongoFixture.InsertAsync(_server, _sample, "customer", Enumerable.Range(1, 1000).Select(i => new BsonDocument { { "_id", i }, { "name", $"customer number {i}" } }));
        await MongoFixture.InsertAsync(
            _server, _sample, "order", Enumerable.Range(1, 3000).Select(i => new BsonDocument { { "_id", $"o{i}" }, { "customer", i % 1000 }, { "note", $"order number {i}" }, { "amount", i / 7.0 } }));
        await _server.ExecuteAsync(new BsonDocument { { "create", "busy" }, { "viewOn", "order" }, { "pipeline", new BsonArray { new BsonDocument("$project", new BsonDocument("customer", 1)) } } }, _sample);
        return MongoFixture.Connect(_server, _sample);
    }

    protected override DbConnectionInfo NewTarget() => MongoFixture.Connect(_server, $"target_{Guid.NewGuid():n}"[..30]);
}
