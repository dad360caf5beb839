using MongoDB.Bson;
using MongoDB.Driver;

namespace BackupTools.Tests.Servers.MongoDb.Gateway;

/// <summary>What the engine would only seem to do, or cannot do, is refused with MongoDB's own codes.</summary>
public sealed class GatewayRefusalTests
{
    [Theory]
    [InlineData("{find: 'c', readConcern: {level: 'snapshot'}}", 123)]
    [InlineData("{aggregate: 'c', pipeline: [], cursor: {}, readConcern: {level: 'linearizable'}}", 123)]
    [InlineData("{find: 'c', readConcern: {afterClusterTime: {$timestamp: {t: 1, i: 1}}}}", 20)]
    [InlineData("{commitTransaction: 1}", 20)]
    [InlineData("{abortTransaction: 1}", 20)]
    [InlineData("{find: 'c', txnNumber: NumberLong(1), startTransaction: true, autocommit: false}", 20)]
    [InlineData("{insert: 'c', documents: [{_id: 5}], writeConcern: {w: 3}}", 2)]
    [InlineData("{find: 'c', min: {_id: 1}, hint: {_id: 1}}", 115)]
    [InlineData("{find: 'c', max: {_id: 1}, hint: {_id: 1}}", 115)]
    [InlineData("{find: 'c', showRecordId: true}", 115)]
    [InlineData("{find: 'c', tailable: true}", 2)]
    [InlineData("{aggregate: 'c', pipeline: [{$changeStream: {}}], cursor: {}}", 40573)]
    [InlineData("{create: 'c'}", 48)]
    [InlineData("{create: 'd', capped: true, size: 4096}", 115)]
    [InlineData("{create: 'd', timeseries: {timeField: 't'}}", 115)]
    [InlineData("{create: 'd', collation: {locale: 'en'}}", 115)]
    [InlineData("{create: 'd', clusteredIndex: {key: {_id: 1}, unique: true}}", 115)]
    [InlineData("{create: 'd', storageEngine: {wiredTiger: {}}}", 115)]
    [InlineData("{create: 'd', indexOptionDefaults: {storageEngine: {}}}", 115)]
    [InlineData("{create: 'd', changeStreamPreAndPostImages: {enabled: true}}", 115)]
    [InlineData("{create: 'd', size: 4096}", 72)]
    [InlineData("{create: 'd', expireAfterSeconds: 5}", 72)]
    [InlineData("{create: 'd', bogus: 1}", 40415)]
    [InlineData("{collMod: 'c', changeStreamPreAndPostImages: {enabled: true}}", 115)]
    [InlineData("{collMod: 'c', index: {name: 'a_1', hidden: true}}", 115)]
    [InlineData("{createIndexes: 'c', indexes: [{key: {a: 1}, name: 'a_1', hidden: true}]}", 115)]
    [InlineData("{createIndexes: 'c', indexes: [{key: {a: 1}, name: 'a_1', collation: {locale: 'en'}}]}", 115)]
    [InlineData("{createIndexes: 'c', indexes: [{key: {a: 1}, name: 'a_1', dropDups: true}]}", 197)]
    [InlineData("{createIndexes: 'c', indexes: [{key: {a: 1}, name: 'a_1', bogus: true}]}", 197)]
    [InlineData("{find: 'c', collation: {locale: 'de'}}", 115)]
    [InlineData("{find: 'c', hint: 'none'}", 2)]
    [InlineData("{insert: 'c', documents: [{_id: {$undefined: true}}]}", 2)]
    [InlineData("{listIndexes: 'none'}", 26)]
    [InlineData("{collMod: 'none', validator: {}}", 26)]
    [InlineData("{find: 'c', filter: {$bad: 1}}", 2)]
    [InlineData("{replSetGetStatus: 1}", 76)]
    [InlineData("{getMore: NumberLong(77), collection: 'c'}", 43)]
    [InlineData("{createUser: 'x', pwd: 'P1/abcdefghijk', roles: []}", 115)]
    public async Task It_is_refused(string command, int code)
    {
        MongoDbServer server = await MongoDbServer.GetAsync();
        Assert.SkipWhen(server.IsReal, "A real server has these.");
        string database = await server.CreateDatabaseAsync();
        await server.ExecuteAsync(BsonDocument.Parse("{insert: 'c', documents: [{_id: 1}]}"), database);
        MongoCommandException error = await Assert.ThrowsAsync<MongoCommandException>(() => server.ExecuteAsync(BsonDocument.Parse(command), database));
        Assert.Equal(code, error.Code);
        Assert.Equal(ErrorCodes.Name(code), error.CodeName);
        Assert.Equal(1, (await server.ExecuteAsync(new BsonDocument("count", "c"), database))["n"].ToInt32());
    }

    [Fact]
    public async Task The_same_commands_without_what_is_refused_are_carried_out()
    {
        MongoDbServer server = await MongoDbServer.GetAsync();
        string database = await server.CreateDatabaseAsync();
        foreach (string command in (string[])
        [
            "{create: 'c'}", "{insert: 'c', documents: [{_id: 1}], writeConcern: {w: 1}}", "{find: 'c', readConcern: {level: 'majority'}}",
            "{find: 'c', hint: {_id: 1}}", "{aggregate: 'c', pipeline: [], cursor: {}, readConcern: {level: 'local'}}", "{listIndexes: 'c'}",
        ])
            Assert.Equal(1, (await server.ExecuteAsync(BsonDocument.Parse(command), database))["ok"].ToInt32());
    }
}
