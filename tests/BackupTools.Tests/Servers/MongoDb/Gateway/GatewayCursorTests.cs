using MongoDB.Bson;
using MongoDB.Driver;

namespace BackupTools.Tests.Servers.MongoDb.Gateway;

/// <summary>Cursors, page by page.</summary>
public sealed class GatewayCursorTests
{
    private const int Many = 5_321;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null)]
    [InlineData("{n: -1}")]
    public async Task All_documents_are_read_in_pages_of_the_size_that_was_asked_for(string? sort)
    {
        (_, IMongoDatabase database) = await FillAsync();
        using IAsyncCursor<BsonDocument> paged = await database.GetCollection<BsonDocument>("many")
            .FindAsync("{}", new FindOptions<BsonDocument> { BatchSize = 1_000, Sort = sort }, Token);
        List<int> pages = [], read = [];
        while (await paged.MoveNextAsync(Token))
        {
            pages.Add(paged.Current.Count());
            read.AddRange(paged.Current.Select(d => d["_id"].AsInt32));
        }

        Assert.Equal([1_000, 1_000, 1_000, 1_000, 1_000, 321], pages.Where(p => p > 0));
        Assert.Equal(Many, read.Distinct().Count());
        if (sort is not null)
            Assert.Equal([.. Enumerable.Range(0, Many).Reverse()], read);
    }

    [Fact]
    public async Task A_cursor_of_an_aggregation_goes_on_while_others_are_read_and_closed()
    {
        (_, IMongoDatabase database) = await FillAsync();
        IMongoCollection<BsonDocument> collection = database.GetCollection<BsonDocument>("many");
        PipelineDefinition<BsonDocument, BsonDocument> pipeline = new BsonDocument[] { new("$group", new BsonDocument("_id", "$n")), new("$sort", new BsonDocument("_id", 1)) };
        using IAsyncCursor<BsonDocument> cursor = await collection.AggregateAsync(pipeline, new AggregateOptions { BatchSize = 700 }, Token);
        Assert.True(await cursor.MoveNextAsync(Token));
        List<int> read = [.. cursor.Current.Select(d => d["_id"].AsInt32)];
        using (IAsyncCursor<BsonDocument> other = await collection.AggregateAsync(pipeline, new AggregateOptions { BatchSize = 10 }, Token))
            await other.MoveNextAsync(Token);
        await collection.Find("{}").ToListAsync(Token);
        while (await cursor.MoveNextAsync(Token))
            read.AddRange(cursor.Current.Select(d => d["_id"].AsInt32));
        Assert.Equal([.. Enumerable.Range(0, Many)], read);
    }

    [Fact]
    public async Task What_takes_longer_than_was_allowed_is_ended_and_the_next_is_carried_out()
    {
        (_, IMongoDatabase database) = await FillAsync();
        BsonDocument join = new("$lookup", BsonDocument.Parse("{from: 'many', as: 'all', let: {n: '$n'}, pipeline: [{$match: {$expr: {$gt: ['$n', '$$n']}}}, {$count: 'c'}]}"));
        BsonDocument slow = new() { { "aggregate", "many" }, { "pipeline", new BsonArray { join, new BsonDocument("$count", "n") } }, { "cursor", new BsonDocument() }, { "maxTimeMS", 1000 } };
        MongoExecutionTimeoutException error = await Assert.ThrowsAsync<MongoExecutionTimeoutException>(() => database.RunCommandAsync<BsonDocument>(slow, null, Token));
        Assert.Equal(50, error.Code);
        slow["pipeline"].AsBsonArray.RemoveAt(0);
        Assert.Equal(Many, (await database.RunCommandAsync<BsonDocument>(slow, null, Token))["cursor"]["firstBatch"][0]["n"].ToInt32());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{text: 1}")]
    public async Task Many_cursors_are_opened_one_after_the_other_and_killed(string sort)
    {
        (MongoDbServer server, IMongoDatabase database) = await FillAsync();
        for (int i = 0; i < 250; i++)
        {
            BsonDocument find = new() { { "find", "many" }, { "batchSize", 1 }, { "limit", 3 } };
            if (sort != "{}")
                find.Add("sort", BsonDocument.Parse(sort));
            BsonDocument answer = await database.RunCommandAsync<BsonDocument>(find, null, Token);
            BsonDocument killed = await server.ExecuteAsync(
                new BsonDocument { { "killCursors", "many" }, { "cursors", new BsonArray { answer["cursor"]["id"] } } }, database.DatabaseNamespace.DatabaseName);
            Assert.Single(killed["cursorsKilled"].AsBsonArray);
        }
    }

    [Fact]
    public async Task Large_documents_are_sent_together_and_come_back_in_pages_that_a_message_can_hold()
    {
        MongoDbServer server = await MongoDbServer.GetAsync();
        IMongoCollection<BsonDocument> collection = server.Client.GetDatabase(await server.CreateDatabaseAsync()).GetCollection<BsonDocument>("large");
        await collection.InsertManyAsync(Enumerable.Range(0, 7).Select(i => AwkwardDocuments.OfLength(9_000_000, i)), null, Token);
        using IAsyncCursor<BsonDocument> cursor = await collection.FindAsync("{}", new FindOptions<BsonDocument> { BatchSize = 5_000 }, Token);
        List<int> read = [];
        while (await cursor.MoveNextAsync(Token))
        {
            Assert.True(cursor.Current.Count() < 7);
            read.AddRange(cursor.Current.Select(d => d["_id"].AsInt32));
        }

        Assert.Equal([.. Enumerable.Range(0, 7)], read.Order());
    }

    [Fact]
    public async Task Cursors_are_read_beside_each_other_while_others_write()
    {
        (_, IMongoDatabase database) = await FillAsync();
        Task writing = database.GetCollection<BsonDocument>("other").InsertManyAsync(Enumerable.Range(0, 2_000).Select(i => new BsonDocument("_id", i)), null, Token);
        int[][] read = await Task.WhenAll(Enumerable.Range(0, 8).Select(async part =>
        {
            FilterDefinition<BsonDocument> filter = new BsonDocument("n", new BsonDocument("$mod", new BsonArray { 8, part }));
            using IAsyncCursor<BsonDocument> cursor = await database.GetCollection<BsonDocument>("many").FindAsync(filter, new FindOptions<BsonDocument> { BatchSize = 50 }, Token);
            return (await cursor.ToListAsync(Token)).Select(d => d["_id"].AsInt32).ToArray();
        }));
        await writing;
        Assert.All(read, (part, i) => Assert.All(part, id => Assert.Equal(i, id % 8)));
        Assert.Equal([.. Enumerable.Range(0, Many)], read.SelectMany(p => p).Order());
    }

    [Fact]
    public async Task A_cursor_that_is_killed_is_not_found_any_more()
    {
        (MongoDbServer server, IMongoDatabase database) = await FillAsync();
        long id = await OpenAsync(database);
        BsonDocument killed = await database.RunCommandAsync<BsonDocument>(
            new BsonDocument { { "killCursors", "many" }, { "cursors", new BsonArray { id, 12345L } } }, null, Token);
        Assert.Equal([id], killed["cursorsKilled"].AsBsonArray);
        Assert.Equal([12345L], killed["cursorsNotFound"].AsBsonArray);
        Assert.Equal(43, (await Assert.ThrowsAsync<MongoCommandException>(() => NextAsync(server, database, id))).Code);
    }

    [Fact]
    public async Task Reading_on_in_a_collection_that_was_dropped_is_an_error_and_not_the_end()
    {
        (MongoDbServer server, IMongoDatabase database) = await FillAsync();
        long id = await OpenAsync(database);
        await database.DropCollectionAsync("many", Token);
        MongoException error = await Assert.ThrowsAnyAsync<MongoException>(() => NextAsync(server, database, id));
        Assert.Contains("dropped", error.Message, StringComparison.Ordinal);
    }

    private static async Task<long> OpenAsync(IMongoDatabase database)
    {
        BsonDocument answer = await database.RunCommandAsync<BsonDocument>(new BsonDocument { { "find", "many" }, { "batchSize", 2 } }, null, Token);
        Assert.Equal(2, answer["cursor"]["firstBatch"].AsBsonArray.Count);
        return answer["cursor"]["id"].AsInt64;
    }

    private static Task<BsonDocument> NextAsync(MongoDbServer server, IMongoDatabase database, long id) =>
        server.ExecuteAsync(new BsonDocument { { "getMore", id }, { "collection", "many" } }, database.DatabaseNamespace.DatabaseName);

    private static async Task<(MongoDbServer Server, IMongoDatabase Database)> FillAsync()
    {
        MongoDbServer server = await MongoDbServer.GetAsync();
        IMongoDatabase database = server.Client.GetDatabase(await server.CreateDatabaseAsync());
        await database.GetCollection<BsonDocument>("many").InsertManyAsync(
            Enumerable.Range(0, Many).Select(i => new BsonDocument { { "_id", i }, { "n", i }, { "text", new string('t', 100) } }), null, Token);
        return (server, database);
    }
}
