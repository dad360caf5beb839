using MongoDB.Bson;
using MongoDB.Driver;

namespace BackupTools.Tests.Servers.MongoDb.Gateway;

/// <summary>Collections, views, validators and indexes: that the engine has them, and holds clients to them.</summary>
public sealed class GatewayCollectionTests
{
    private static readonly int[] Repeated = [1, 2, 2, 3, 3, 4];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_unique_index_holds_as_soon_as_it_was_made_and_not_any_more_when_it_is_dropped()
    {
        IMongoCollection<BsonDocument> collection = (await DatabaseAsync()).GetCollection<BsonDocument>("people");
        await collection.InsertOneAsync(new BsonDocument { { "_id", 1 }, { "name", "Ann" } }, null, Token);
        string name = await collection.Indexes.CreateOneAsync(new CreateIndexModel<BsonDocument>("{name: 1}", new CreateIndexOptions { Unique = true }), null, Token);
        BsonDocument again = new() { { "_id", 2 }, { "name", "Ann" } };
        MongoWriteException error = await Assert.ThrowsAsync<MongoWriteException>(() => collection.InsertOneAsync(again, null, Token));
        Assert.Equal((ServerErrorCategory.DuplicateKey, 11000), (error.WriteError.Category, error.WriteError.Code));
        await collection.Indexes.DropOneAsync(name, Token);
        await collection.InsertOneAsync(again, null, Token);
        Assert.Equal(2, await collection.CountDocumentsAsync("{}", null, Token));
    }

    [Fact]
    public async Task A_unique_index_over_what_is_there_twice_is_not_made()
    {
        IMongoCollection<BsonDocument> collection = (await DatabaseAsync()).GetCollection<BsonDocument>("people");
        await collection.InsertManyAsync([new BsonDocument("name", "Ann"), new BsonDocument("name", "Ann")], null, Token);
        MongoCommandException error = await Assert.ThrowsAsync<MongoCommandException>(
            () => collection.Indexes.CreateOneAsync(new CreateIndexModel<BsonDocument>("{name: 1}", new CreateIndexOptions { Unique = true }), null, Token));
        Assert.Equal((11000, "DuplicateKey"), (error.Code, error.CodeName));
        Assert.Equal(["_id_"], await IndexesAsync(collection));
    }

    [Fact]
    public async Task Indexes_are_listed_as_they_were_made()
    {
        IMongoCollection<BsonDocument> collection = (await DatabaseAsync()).GetCollection<BsonDocument>("people");
        await collection.InsertOneAsync(new BsonDocument("a", 1), null, Token);
        await collection.Indexes.CreateManyAsync(
        [
            new CreateIndexModel<BsonDocument>("{b: -1, a: 1}", new CreateIndexOptions { Name = "odd name" }),
            new CreateIndexModel<BsonDocument>("{a: 'hashed'}"),
            new CreateIndexModel<BsonDocument>("{c: 1}", new CreateIndexOptions { Sparse = true }),
            new CreateIndexModel<BsonDocument>("{at: 1}", new CreateIndexOptions { ExpireAfter = TimeSpan.FromHours(1) }),
            new CreateIndexModel<BsonDocument>("{d: 1}", new CreateIndexOptions<BsonDocument> { PartialFilterExpression = "{d: {$gt: 5}}" }),
        ], null, Token);
        List<BsonDocument> listed = await (await collection.Indexes.ListAsync(Token)).ToListAsync(Token);
        BsonDocument Index(string name) => listed.Single(i => i["name"] == name);
        Assert.Equal(["b", "a"], Index("odd name")["key"].AsBsonDocument.Names);
        Assert.Equal("hashed", Index("a_hashed")["key"]["a"]);
        Assert.True(Index("c_1")["sparse"].AsBoolean);
        Assert.Equal(3600, Index("at_1")["expireAfterSeconds"].ToInt32());
        Assert.Equal(5, Index("d_1")["partialFilterExpression"]["d"]["$gt"].ToInt32());
        Assert.Equal(6, listed.Count);
        Assert.DoesNotContain(listed, i => i.Contains("storageEngine"));
        await collection.Indexes.DropAllAsync(Token);
        Assert.Equal(["_id_"], await IndexesAsync(collection));
    }

    [Fact]
    public async Task A_validator_refuses_what_does_not_fit_and_is_listed_and_changed()
    {
        IMongoDatabase database = await DatabaseAsync();
        await database.CreateCollectionAsync(
            "checked", new CreateCollectionOptions<BsonDocument> { Validator = "{a: {$type: 'int'}}", ValidationLevel = DocumentValidationLevel.Strict }, Token);
        IMongoCollection<BsonDocument> collection = database.GetCollection<BsonDocument>("checked");
        await collection.InsertOneAsync(new BsonDocument("a", 1), null, Token);
        MongoWriteException error = await Assert.ThrowsAsync<MongoWriteException>(() => collection.InsertOneAsync(new BsonDocument("a", "text"), null, Token));
        Assert.Equal(121, error.WriteError.Code);
        Assert.Equal(new BsonDocument("a", new BsonDocument("$type", "int")), (await OptionsAsync(database, "checked"))["validator"]);
        await database.RunCommandAsync<BsonDocument>("{collMod: 'checked', validator: {}}", null, Token);
        await collection.InsertOneAsync(new BsonDocument("a", "text"), null, Token);
        await database.RunCommandAsync<BsonDocument>("{collMod: 'checked', validator: {a: {$type: 'int'}}}", null, Token);
        await collection.InsertOneAsync(new BsonDocument("a", 2.5), new InsertOneOptions { BypassDocumentValidation = true }, Token);
        Assert.Equal(3, await collection.CountDocumentsAsync("{}", null, Token));
    }

    [Fact]
    public async Task A_view_shows_what_its_pipeline_lets_through()
    {
        IMongoDatabase database = await DatabaseAsync();
        await database.GetCollection<BsonDocument>("all").InsertManyAsync(Enumerable.Range(0, 10).Select(i => new BsonDocument("_id", i)), null, Token);
        await database.CreateViewAsync<BsonDocument, BsonDocument>("some", "all", new[] { new BsonDocument("$match", new BsonDocument("_id", new BsonDocument("$gte", 7))) }, null, Token);
        List<BsonDocument> seen = await database.GetCollection<BsonDocument>("some").Find("{}").Sort("{_id: 1}").ToListAsync(Token);
        Assert.Equal([7, 8, 9], seen.Select(d => d["_id"].AsInt32));
        Assert.Equal("all", (await OptionsAsync(database, "some"))["viewOn"]);
        await Assert.ThrowsAnyAsync<MongoException>(() => database.GetCollection<BsonDocument>("some").InsertOneAsync(new BsonDocument("_id", 11), null, Token));
    }

    [Fact]
    public async Task Collections_are_renamed_counted_validated_and_dropped()
    {
        IMongoDatabase database = await DatabaseAsync();
        await database.GetCollection<BsonDocument>("old").InsertManyAsync(Enumerable.Range(0, 10).Select(i => new BsonDocument("_id", i)), null, Token);
        await database.RenameCollectionAsync("old", "new", null, Token);
        Assert.Equal(["new"], await (await database.ListCollectionNamesAsync(null, Token)).ToListAsync(Token));
        Assert.Equal(10, (await database.RunCommandAsync<BsonDocument>("{count: 'new'}", null, Token))["n"].ToInt32());
        Assert.Equal(10, (await database.RunCommandAsync<BsonDocument>("{collStats: 'new'}", null, Token))["count"].ToInt32());
        Assert.True((await database.RunCommandAsync<BsonDocument>("{validate: 'new'}", null, Token))["valid"].AsBoolean);
        Assert.Equal(1, (await database.RunCommandAsync<BsonDocument>("{dbStats: 1}", null, Token))["collections"].ToInt32());
        await database.DropCollectionAsync("new", Token);
        Assert.Empty(await (await database.ListCollectionNamesAsync(null, Token)).ToListAsync(Token));
        await database.Client.DropDatabaseAsync(database.DatabaseNamespace.DatabaseName, Token);
        Assert.DoesNotContain(database.DatabaseNamespace.DatabaseName, await (await database.Client.ListDatabaseNamesAsync(Token)).ToListAsync(Token));
    }

    [Fact]
    public async Task Documents_are_updated_replaced_found_and_deleted()
    {
        IMongoCollection<BsonDocument> collection = (await DatabaseAsync()).GetCollection<BsonDocument>("work");
        await collection.InsertManyAsync(Enumerable.Range(0, 10).Select(i => new BsonDocument { { "_id", i }, { "n", 0 } }), null, Token);
        Assert.Equal(5, (await collection.UpdateManyAsync("{_id: {$lt: 5}}", "{$set: {n: 1}}", null, Token)).ModifiedCount);
        Assert.Equal(0, (await collection.FindOneAndUpdateAsync<BsonDocument>("{_id: 9}", "{$inc: {n: 7}}", null, Token))["n"].AsInt32);
        Assert.Equal(3, (await collection.DeleteManyAsync("{_id: {$in: [0, 1, 2]}}", Token)).DeletedCount);
        await collection.ReplaceOneAsync("{_id: 3}", new BsonDocument("whole", true), (ReplaceOptions?)null, Token);
        Assert.Equal(new BsonDocument { { "_id", 3 }, { "whole", true } }, await collection.Find("{_id: 3}").SingleAsync(Token));
        Assert.Equal(7, await collection.CountDocumentsAsync("{}", null, Token));
        MongoWriteException error = await Assert.ThrowsAsync<MongoWriteException>(() => collection.UpdateOneAsync("{_id: 4}", "{$set: {_id: 5}}", null, Token));
        Assert.Equal(66, error.WriteError.Code);
    }

    [Fact]
    public async Task Of_documents_that_are_there_already_each_is_named_and_the_others_are_inserted()
    {
        IMongoCollection<BsonDocument> collection = (await DatabaseAsync()).GetCollection<BsonDocument>("work");
        BsonDocument[] documents = [.. Repeated.Select(i => new BsonDocument("_id", i))];
        MongoBulkWriteException error = await Assert.ThrowsAnyAsync<MongoBulkWriteException>(
            () => collection.InsertManyAsync(documents, new InsertManyOptions { IsOrdered = false }, Token));
        Assert.Equal([(2, 11000), (4, 11000)], error.WriteErrors.Select(e => (e.Index, e.Code)));
        Assert.Equal(4, await collection.CountDocumentsAsync("{}", null, Token));

        IMongoCollection<BsonDocument> ordered = collection.Database.GetCollection<BsonDocument>("ordered");
        error = await Assert.ThrowsAnyAsync<MongoBulkWriteException>(() => ordered.InsertManyAsync(documents, null, Token));
        Assert.Equal([(2, 11000)], error.WriteErrors.Select(e => (e.Index, e.Code)));
        Assert.Equal(2, await ordered.CountDocumentsAsync("{}", null, Token));
    }

    private static async Task<BsonDocument> OptionsAsync(IMongoDatabase database, string collection) =>
        (await (await database.ListCollectionsAsync(new ListCollectionsOptions { Filter = new BsonDocument("name", collection) }, Token)).SingleAsync(Token))["options"].AsBsonDocument;

    private static async Task<IEnumerable<string>> IndexesAsync(IMongoCollection<BsonDocument> collection) =>
        (await (await collection.Indexes.ListAsync(Token)).ToListAsync(Token)).Select(i => i["name"].AsString);

    private static async Task<IMongoDatabase> DatabaseAsync()
    {
        MongoDbServer server = await MongoDbServer.GetAsync();
        return server.Client.GetDatabase(await server.CreateDatabaseAsync());
    }
}
