using MongoDB.Bson;
using MongoDB.Driver;

namespace BackupTools.Tests.Servers.MongoDb;

public sealed class MongoDbServerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_shared_server_is_the_same_each_time_and_gives_each_test_a_database_of_its_own()
    {
        MongoDbServer server = await MongoDbServer.GetAsync();
        Assert.Same(server, await MongoDbServer.GetAsync());
        string one = await server.CreateDatabaseAsync(), two = await server.CreateDatabaseAsync("odd");
        Assert.NotEqual(one, two);
        await server.Client.GetDatabase(one).GetCollection<BsonDocument>("kept").InsertOneAsync(new BsonDocument("_id", 1), null, Token);
        List<string> names = await (await server.Client.ListDatabaseNamesAsync(Token)).ToListAsync(Token);
        Assert.Contains(one, names);
        Assert.DoesNotContain(two, names);
    }

    [Fact]
    public async Task A_command_that_fails_is_an_exception_with_the_servers_words()
    {
        MongoDbServer server = await MongoDbServer.GetAsync();
        MongoCommandException error = await Assert.ThrowsAsync<MongoCommandException>(() => server.ExecuteAsync(new BsonDocument("noSuchCommand", 1)));
        Assert.Equal((59, "CommandNotFound"), (error.Code, error.CodeName));
        Assert.Contains("noSuchCommand", error.Message, StringComparison.Ordinal);
    }
}
