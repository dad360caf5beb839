using MongoDB.Bson;
using MongoDB.Driver;

namespace BackupTools.Tests.Servers.MongoDb.Scripted;

/// <summary>Changes, as the official driver watches them at a scripted server.</summary>
public sealed class ScriptedChangesTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Changes_are_told_from_a_token_or_a_moment_on_and_the_token_moves_on_while_nothing_happens()
    {
        await using ScriptedMongo server = Start(4);
        Assert.Equal([3, 4], await ReadAsync(server, 2, new ChangeStreamOptions { ResumeAfter = ScriptedChanges.Token(2) }));
        Assert.Equal([3, 4], await ReadAsync(server, 2, new ChangeStreamOptions { StartAtOperationTime = ScriptedChanges.Time(3) }));

        using IChangeStreamCursor<BsonDocument> cursor = await WatchAsync(server, new ChangeStreamOptions());
        Assert.False(await cursor.MoveNextAsync(Token) && cursor.Current.Any());
        Assert.Equal(ScriptedChanges.Token(4), cursor.GetResumeToken());
        Assert.True(server.Changes.Idle > 0);
        server.Changes.Insert("shop", "orders", new BsonDocument("_id", 5));
        Assert.Equal([5], await NextAsync(cursor, 1));
        Assert.Equal(ScriptedChanges.Token(5), cursor.GetResumeToken());
    }

    [Fact]
    public async Task Changes_that_the_oplog_has_lost_are_an_error_and_no_silent_gap()
    {
        await using ScriptedMongo server = Start(4);
        server.Changes.Lose(3);
        MongoCommandException error = await Assert.ThrowsAsync<MongoCommandException>(
            () => WatchAsync(server, new ChangeStreamOptions { ResumeAfter = ScriptedChanges.Token(2) }));
        Assert.Equal((286, "ChangeStreamHistoryLost"), (error.Code, error.CodeName));
        Assert.Equal([4], await ReadAsync(server, 1, new ChangeStreamOptions { ResumeAfter = ScriptedChanges.Token(3) }));
    }

    [Fact]
    public async Task What_is_lost_while_somebody_watches_is_an_error_too()
    {
        await using ScriptedMongo server = Start(2);
        using IChangeStreamCursor<BsonDocument> cursor = await WatchAsync(server, new ChangeStreamOptions { ResumeAfter = ScriptedChanges.Token(0), BatchSize = 1 });
        Assert.Equal([1], await NextAsync(cursor, 1));
        server.Changes.Insert("shop", "orders", new BsonDocument("_id", 3));
        server.Changes.Lose(3);
        Assert.Equal(286, (await Assert.ThrowsAsync<MongoCommandException>(() => NextAsync(cursor, 2))).Code);
    }

    [Fact]
    public async Task A_server_that_is_no_member_of_a_replica_set_tells_nobody_of_changes()
    {
        await using ScriptedMongo server = ScriptedMongo.Start();
        Assert.Equal(40573, (await Assert.ThrowsAsync<MongoCommandException>(() => WatchAsync(server, new ChangeStreamOptions()))).Code);
    }

    private static ScriptedMongo Start(int changes)
    {
        ScriptedMongo server = ScriptedMongo.Start(s => s.IsReplicaSet());
        for (int i = 1; i <= changes; i++)
            server.Changes.Insert("shop", "orders", new BsonDocument("_id", i));
        return server;
    }

    private static async Task<List<int>> ReadAsync(ScriptedMongo server, int count, ChangeStreamOptions options)
    {
        using IChangeStreamCursor<BsonDocument> cursor = await WatchAsync(server, options);
        return await NextAsync(cursor, count);
    }

    private static async Task<List<int>> NextAsync(IChangeStreamCursor<BsonDocument> cursor, int count)
    {
        List<int> read = [];
        while (read.Count < count && await cursor.MoveNextAsync(Token))
            read.AddRange(cursor.Current.Select(c => c["documentKey"]["_id"].AsInt32));
        return read;
    }

    private static Task<IChangeStreamCursor<BsonDocument>> WatchAsync(ScriptedMongo server, ChangeStreamOptions options) =>
        ScriptedMongoTests.Database(server).WatchAsync(new EmptyPipelineDefinition<ChangeStreamDocument<BsonDocument>>().As<ChangeStreamDocument<BsonDocument>, ChangeStreamDocument<BsonDocument>, BsonDocument>(), options, Token);
}
