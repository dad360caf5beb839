using MongoDB.Bson;
using MongoDB.Driver;

namespace BackupTools.Tests.Servers.MongoDb.Scripted;

/// <summary>The official driver talks to a scripted server as it would to a member of a replica set.</summary>
public sealed class ScriptedMongoTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static readonly BsonValue[] MixedIds =
    [
        BsonMinKey.Value, BsonNull.Value, 1, 2.5, 3L, "a", "b", new BsonDocument("x", 1), new BsonBinaryData([1]), ObjectId.Empty, true, new BsonDateTime(1), new BsonTimestamp(1, 1), BsonMaxKey.Value,
    ];

    [Fact]
    public async Task What_it_holds_is_listed_and_read_in_batches_and_what_was_asked_is_kept()
    {
        await using ScriptedMongo server = ScriptedMongo.Start(s => s.Holds(
            new ScriptedCollection("shop", "orders", [.. Numbers(250)]) { Indexes = [new BsonDocument { { "v", 2 }, { "key", new BsonDocument("a", 1) }, { "name", "a_1" } }] },
            new ScriptedCollection("shop", "log") { Options = new BsonDocument { { "capped", true }, { "size", 4096 } } },
            new ScriptedCollection("shop", "weather") { Type = "timeseries", Options = new BsonDocument("timeseries", new BsonDocument("timeField", "t")) }));
        IMongoDatabase shop = Database(server);
        List<BsonDocument> listed = await (await shop.ListCollectionsAsync(null, Token)).ToListAsync(Token);
        Assert.Equal(["log", "orders", "weather"], listed.Select(l => l["name"].AsString));
        Assert.True(listed[0]["options"]["capped"].AsBoolean);
        Assert.Equal("timeseries", listed[2]["type"]);
        Assert.Equal(["_id_", "a_1"], (await (await shop.GetCollection<BsonDocument>("orders").Indexes.ListAsync(Token)).ToListAsync(Token)).Select(i => i["name"].AsString));

        List<BsonDocument> read = await shop.GetCollection<BsonDocument>("orders").Find("{}", new FindOptions { BatchSize = 100 }).ToListAsync(Token);
        Assert.Equal([.. Enumerable.Range(0, 250)], read.Select(d => d["_id"].AsInt32));
        Assert.Equal(100, server.Asked("find").Single().Body["batchSize"]);
        Assert.Equal(["shop.orders", "shop.orders"], server.Asked("getMore").Select(c => c.Namespace));
        Assert.Equal(0, server.OpenCursors);
    }

    [Fact]
    public async Task A_snapshot_is_read_at_one_moment_and_shows_nothing_of_what_was_written_since()
    {
        await using ScriptedMongo server = ScriptedMongo.Start(s => s.IsReplicaSet().Holds(
            new ScriptedCollection("shop", "orders", [.. Numbers(3)]) { Later = [.. Numbers(5)] }, new ScriptedCollection("shop", "log") { Options = new BsonDocument("capped", true) }));
        IMongoDatabase shop = Database(server);
        using IClientSessionHandle session = await shop.Client.StartSessionAsync(new ClientSessionOptions { Snapshot = true }, Token);
        IMongoCollection<BsonDocument> orders = shop.GetCollection<BsonDocument>("orders");
        Assert.Equal(3, (await orders.Find(session, "{}").ToListAsync(Token)).Count);
        Assert.Equal(3, (await orders.Find(session, "{}").ToListAsync(Token)).Count);
        Assert.Equal(5, (await orders.Find("{}").ToListAsync(Token)).Count);
        ScriptedCommand[] finds = [.. server.Asked("find")];
        Assert.Equal(["snapshot", "snapshot", null], finds.Select(f => f.ReadConcern));
        Assert.Null(finds[0].AtClusterTime);
        Assert.NotNull(finds[1].AtClusterTime);
        Assert.Equal(7_000_000_000_000_000_001L, finds[1].Body["$clusterTime"]["signature"]["keyId"]);
        await Assert.ThrowsAsync<MongoCommandException>(() => shop.GetCollection<BsonDocument>("log").Find(session, "{}").ToListAsync(Token));
    }

    [Fact]
    public async Task A_filter_by_id_stays_within_a_type_and_an_expression_goes_through_all()
    {
        await using ScriptedMongo server = ScriptedMongo.Start(s => s.Holds(new ScriptedCollection("shop", "mixed", [.. MixedIds.Select(i => new BsonDocument("_id", i))])));
        IMongoCollection<BsonDocument> mixed = Database(server).GetCollection<BsonDocument>("mixed");
        Assert.Equal([2.5, 3L], (await mixed.Find("{_id: {$gt: 1}}").Sort("{_id: 1}").ToListAsync(Token)).Select(d => d["_id"]));
        List<BsonDocument> all = await mixed.Find("{$expr: {$gt: ['$_id', {$literal: 1}]}}").Sort("{_id: -1}").ToListAsync(Token);
        Assert.Equal(MixedIds.Skip(3).Reverse(), all.Select(d => d["_id"]));
    }

    [Fact]
    public async Task What_is_not_scripted_fails_the_test_and_not_only_the_client()
    {
        ScriptedMongo server = ScriptedMongo.Start(s => s.Holds(new ScriptedCollection("shop", "orders", [.. Numbers(3)])));
        await Assert.ThrowsAnyAsync<MongoException>(() => Database(server).GetCollection<BsonDocument>("orders").Find("{$where: 'true'}").ToListAsync(Token));
        AggregateException error = await Assert.ThrowsAsync<AggregateException>(() => server.DisposeAsync().AsTask());
        Assert.All(error.InnerExceptions, e => Assert.IsType<NotSupportedException>(e));
    }

    [Fact]
    public async Task A_command_that_nobody_told_it_of_is_an_error_of_MongoDB()
    {
        await using ScriptedMongo server = ScriptedMongo.Start(s => s.On("dbStats", c => ScriptedAnswer.Ok(new BsonDocument("db", c.Database))));
        Assert.Equal("shop", (await Database(server).RunCommandAsync<BsonDocument>("{dbStats: 1}", null, Token))["db"]);
        MongoCommandException error = await Assert.ThrowsAsync<MongoCommandException>(() => Database(server).RunCommandAsync<BsonDocument>("{profile: 1}", null, Token));
        Assert.Equal(59, error.Code);
    }

    internal static IEnumerable<BsonDocument> Numbers(int count) => Enumerable.Range(0, count).Select(i => new BsonDocument { { "_id", i }, { "a", i } });

    internal static IMongoDatabase Database(ScriptedMongo server, string options = "retryReads=false") => new MongoClient(server.Connection(options: options)).GetDatabase("shop");
}
