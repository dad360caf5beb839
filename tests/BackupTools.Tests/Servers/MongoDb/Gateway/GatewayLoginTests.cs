using MongoDB.Bson;
using MongoDB.Driver;

namespace BackupTools.Tests.Servers.MongoDb.Gateway;

/// <summary>Logins, and what who is logged in may do.</summary>
public sealed class GatewayLoginTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("root", "wrong")]
    [InlineData("nobody", "wrong")]
    public async Task A_wrong_password_and_an_unknown_user_are_told_the_same(string user, string password)
    {
        MongoDbServer server = await MongoDbServer.GetAsync();
        IMongoDatabase database = new MongoClient(server.Connection(user: user, password: password)).GetDatabase("admin");
        MongoAuthenticationException error = await Assert.ThrowsAsync<MongoAuthenticationException>(() => database.RunCommandAsync<BsonDocument>("{listDatabases: 1}", null, Token));
        MongoCommandException cause = Assert.IsType<MongoCommandException>(error.InnerException);
        Assert.Equal((18, "AuthenticationFailed", "Authentication failed."), (cause.Code, cause.CodeName, cause.ErrorMessage));
    }

    [Fact]
    public async Task Without_a_login_a_client_may_only_say_hello()
    {
        MongoDbServer server = await MongoDbServer.GetAsync();
        IMongoDatabase database = new MongoClient($"mongodb://{server.Host}:{server.Port}/?directConnection=true").GetDatabase("admin");
        Assert.Equal(1, (await database.RunCommandAsync<BsonDocument>("{ping: 1}", null, Token))["ok"].ToInt32());
        MongoCommandException error = await Assert.ThrowsAsync<MongoCommandException>(() => database.RunCommandAsync<BsonDocument>("{listDatabases: 1}", null, Token));
        Assert.Equal((13, "Unauthorized"), (error.Code, error.CodeName));
    }

    [Fact]
    public async Task A_user_is_made_may_do_what_its_role_allows_and_is_gone_when_it_was_dropped()
    {
        MongoDbServer server = await MongoDbServer.GetAsync();
        string database = await server.CreateDatabaseAsync(), name = $"reader_{database}";
        await server.Client.GetDatabase(database).GetCollection<BsonDocument>("kept").InsertOneAsync(new BsonDocument("_id", 1), null, Token);
        string password = await server.CreateUserAsync(name, "readAnyDatabase");
        IMongoCollection<BsonDocument> collection = new MongoClient(server.Connection(user: name, password: password)).GetDatabase(database).GetCollection<BsonDocument>("kept");
        Assert.Equal(1, await collection.CountDocumentsAsync("{}", null, Token));
        MongoException error = await Assert.ThrowsAnyAsync<MongoException>(() => collection.InsertOneAsync(new BsonDocument("_id", 2), null, Token));
        Assert.Equal(13, Assert.IsType<MongoCommandException>(error).Code);

        BsonDocument status = await collection.Database.RunCommandAsync<BsonDocument>("{connectionStatus: 1}", null, Token);
        Assert.Equal(name, status["authInfo"]["authenticatedUsers"][0]["user"]);
        Assert.Equal("readAnyDatabase", status["authInfo"]["authenticatedUserRoles"][0]["role"]);

        string changed = MongoDbServer.NewPassword();
        await server.ExecuteAsync(new BsonDocument { { "updateUser", name }, { "pwd", changed } });
        Assert.Equal(1, await CountAsync(server, database, name, changed));
        await Assert.ThrowsAsync<MongoAuthenticationException>(() => CountAsync(server, database, name, password));

        Assert.Single((await server.ExecuteAsync(new BsonDocument("usersInfo", name)))["users"].AsBsonArray);
        await server.ExecuteAsync(new BsonDocument("dropUser", name));
        Assert.Empty((await server.ExecuteAsync(new BsonDocument("usersInfo", name)))["users"].AsBsonArray);
    }

    /// <summary>An address of its own each time, as the driver keeps connections by it.</summary>
    private static Task<long> CountAsync(MongoDbServer server, string database, string user, string password) =>
        new MongoClient(server.Connection(user: user, password: password, options: $"appName={Guid.NewGuid():n}"))
            .GetDatabase(database).GetCollection<BsonDocument>("kept").CountDocumentsAsync("{}", null, Token);
}
