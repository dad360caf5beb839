using MongoDB.Bson;
using MongoDB.Bson.IO;
using MongoDB.Driver;

namespace BackupTools.Tests.Servers.MongoDb.Gateway;

/// <summary>What goes through the gateway comes back byte for byte.</summary>
public sealed class GatewayValueTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_kind_of_value_comes_back_byte_for_byte()
    {
        MongoDbServer server = await MongoDbServer.GetAsync();
        IMongoCollection<RawBsonDocument> collection = server.Client.GetDatabase(await server.CreateDatabaseAsync()).GetCollection<RawBsonDocument>("values");
        byte[][] sent = [.. AwkwardDocuments.All.Select(d => d.ToBson())];
        Assert.True(sent.Length >= 61, $"Only {sent.Length} values.");
        await collection.InsertManyAsync(sent.Select(b => new RawBsonDocument(b)), null, Token);
        List<RawBsonDocument> found = await collection.Find(FilterDefinition<RawBsonDocument>.Empty).Sort("{_id: 1}").ToListAsync(Token);
        Assert.Equal(sent.Length, found.Count);
        for (int i = 0; i < sent.Length; i++)
            Assert.True(Bytes(found[i]).SequenceEqual(sent[i]), $"Value {i}: {AwkwardDocuments.All[i]["v"].BsonType} came back as {found[i]["v"].BsonType}.");
    }

    [Fact]
    public async Task A_document_of_the_greatest_length_comes_back_and_a_longer_one_is_refused()
    {
        MongoDbServer server = await MongoDbServer.GetAsync();
        IMongoCollection<RawBsonDocument> collection = server.Client.GetDatabase(await server.CreateDatabaseAsync()).GetCollection<RawBsonDocument>("long");
        byte[] sent = AwkwardDocuments.OfLength(AwkwardDocuments.Longest, 1).ToBson();
        Assert.Equal(AwkwardDocuments.Longest, sent.Length);
        await collection.InsertOneAsync(new RawBsonDocument(sent), null, Token);
        RawBsonDocument found = await collection.Find(FilterDefinition<RawBsonDocument>.Empty).SingleAsync(Token);
        Assert.True(Bytes(found).SequenceEqual(sent));

        byte[] longer = AwkwardDocuments.OfLength(16 * 1024 * 1024 + 1, 2).ToBson();
        await Assert.ThrowsAnyAsync<Exception>(() => collection.InsertOneAsync(new RawBsonDocument(longer), null, Token));
        Assert.Equal(1, await collection.CountDocumentsAsync(FilterDefinition<RawBsonDocument>.Empty, null, Token));
    }

    [Fact]
    public async Task Ids_of_every_type_are_kept_and_what_can_be_none_is_an_error()
    {
        MongoDbServer server = await MongoDbServer.GetAsync();
        IMongoCollection<BsonDocument> collection = server.Client.GetDatabase(await server.CreateDatabaseAsync()).GetCollection<BsonDocument>("ids");
        BsonValue[] ids =
        [
            1, 2.5, "text", ObjectId.GenerateNewId(), true, new BsonDateTime(0), new BsonDocument("a", 1), BsonNull.Value, BsonMinKey.Value, BsonMaxKey.Value,
            new BsonBinaryData([1, 2]), new BsonTimestamp(1, 1), BsonDecimal128.Create("7.5"),
        ];
        await collection.InsertManyAsync(ids.Select(i => new BsonDocument("_id", i)), null, Token);
        Assert.Equal(ids.Length, await collection.CountDocumentsAsync("{}", null, Token));
        foreach (BsonValue id in (BsonValue[])[BsonUndefined.Value, new BsonArray { 1 }, new BsonRegularExpression("x")])
            await Assert.ThrowsAnyAsync<MongoException>(() => collection.InsertOneAsync(new BsonDocument("_id", id), null, Token));
        Assert.Equal(ids.Length, await collection.CountDocumentsAsync("{}", null, Token));
    }

    private static byte[] Bytes(RawBsonDocument document)
    {
        using IByteBuffer slice = document.Slice.GetSlice(0, document.Slice.Length);
        byte[] bytes = new byte[slice.Length];
        slice.GetBytes(0, bytes, 0, bytes.Length);
        return bytes;
    }
}
