using System.Diagnostics;
using BackupTools.Jobs;
using BackupTools.Tests.Fakes;
using BackupTools.Tests.Servers.MongoDb;
using BackupTools.Tests.Servers.MongoDb.Scripted;
using MongoDB.Bson;

namespace BackupTools.Tests.Engines.MongoDb.Reading;

/// <summary>Servers that lie, break off, or let nobody in: always a clear error, and never an archive.</summary>
public sealed class HostileMongoTests
{
    private static readonly ErrorCode[] Clear = [ErrorCode.ConnectionLost, ErrorCode.ServerNotTrusted, ErrorCode.ServerUnreachable, ErrorCode.DatabaseReadFailed];

    private readonly MemoryStorage _storage = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> LiesAtCommands
    {
        get
        {
            TheoryData<string, string> all = [];
            foreach (string command in new[] { "buildInfo", "listDatabases", "listCollections", "listIndexes", "collStats", "find", "getMore" })
            {
                foreach (string lie in new[] { "garbage", "http", "longer", "shorter", "cut", "document", "gone", "no cursor", "foreign batch", "error" })
                {
                    // Sizes are but hints, and their answer has no cursor.
                    if (command != "collStats" || lie is not ("no cursor" or "foreign batch"))
                        all.Add(command, lie);
                }
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(LiesAtCommands))]
    public async Task A_lie_at_any_command_is_a_clear_error_and_no_archive(string command, string lie)
    {
        await using ScriptedMongo server = ScriptedMongo.Start(s => s.IsReplicaSet().Holds(new ScriptedCollection("shop", "orders", [.. ScriptedMongoTests.Numbers(3000)])));
        server.On(command, _ => Lie(lie));
        if (command == "getMore")
            server.On("find", c => c.AtClusterTime is null ? server.Honest(c) : ScriptedAnswer.Cursor("shop.orders", 99, [new BsonDocument("_id", 0)]));
        BackupException? error = await Record.ExceptionAsync(() => BackUpAsync(server.Connection("shop"))) as BackupException;
        Assert.NotNull(error);
        Assert.Contains(error.Code, command == "listDatabases" ? [.. Clear, ErrorCode.DatabaseNotFound] : Clear);
        Assert.DoesNotContain("MongoDB.Driver", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', error.Message);
        Assert.Empty(_storage.Names);
    }

    [Fact]
    public async Task Answers_without_end_are_broken_off()
    {
        await using ScriptedMongo server = ScriptedMongo.Start(s => s.Holds(new ScriptedCollection("shop", "orders", [.. ScriptedMongoTests.Numbers(3)])));
        server.On("getMore", ScriptedAnswer.Next("shop.orders", 99, []));
        server.On("find", ScriptedAnswer.Cursor("shop.orders", 99, []));
        BackupException error = await Assert.ThrowsAsync<BackupException>(() => BackUpAsync(server.Connection("shop")));
        Assert.Equal(ErrorCode.ServerNotTrusted, error.Code);
    }

    [Fact]
    public async Task A_server_that_says_nothing_ends_with_the_time_limit_and_with_the_wish_to_stop()
    {
        await using ScriptedMongo server = ScriptedMongo.Start(s => s.On("buildInfo", ScriptedAnswer.Ok().After(TimeSpan.FromMinutes(5))));
        using CancellationTokenSource stop = new(TimeSpan.FromSeconds(1));
        long begin = Stopwatch.GetTimestamp();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => BuiltIn.Components.GetEngine("mongodb").TestConnectionAsync(Parse(server.Connection("shop")), stop.Token));
        Assert.True(Stopwatch.GetElapsedTime(begin) < TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Nobody_at_the_port_is_said_soon()
    {
        ConnectionReport report = await BuiltIn.Components.GetEngine("mongodb").TestConnectionAsync(
            Parse("mongodb://u:geheim@127.0.0.1:1/shop?serverSelectionTimeoutMS=1500"), Token);
        Assert.Equal(ErrorCode.ServerUnreachable, report.Error!.Code);
        Assert.DoesNotContain("geheim", report.Error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("directConnection=true")]
    [InlineData("directConnection=false")]
    public async Task A_wrong_password_is_no_login(string direct)
    {
        MongoDbServer server = await MongoDbServer.GetAsync();
        string uri = server.Connection("shop", password: "Wr0ng/geheim").Replace("directConnection=true", direct, StringComparison.Ordinal);
        ConnectionReport report = await BuiltIn.Components.GetEngine("mongodb").TestConnectionAsync(Parse(uri), Token);
        Assert.Equal(ErrorCode.AuthenticationFailed, report.Error!.Code);
        Assert.DoesNotContain("geheim", report.Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_may_only_read_backs_up_and_restores_nothing()
    {
        MongoDbServer server = await MongoDbServer.GetAsync();
        string database = await server.CreateDatabaseAsync("rights");
        await MongoFixture.InsertAsync(server, database, "a", [new BsonDocument("_id", 1)]);
        string name = $"reader_{Guid.NewGuid():n}"[..20];
        string password = await server.CreateUserAsync(name, "readAnyDatabase");
        var backup = await MongoFixture.BackUpAsync(_storage, Parse(server.Connection(database, name, password)));
        BackupException error = await Assert.ThrowsAsync<BackupException>(() => MongoFixture.RestoreAsync(_storage, backup, Parse(server.Connection(database + "_x", name, password))));
        Assert.Equal(ErrorCode.DatabaseAccessDenied, error.Code);
        Assert.Contains("was not created", error.Message, StringComparison.Ordinal);
    }

    private static DbConnectionInfo Parse(string uri) => BuiltIn.Components.GetEngine("mongodb").ParseConnection(uri);

    private Task<BackupJobResult> BackUpAsync(string uri) => BackupJob.RunAsync(
        BuiltIn.Components, new BackupJobOptions { Connection = Parse(uri + "&serverSelectionTimeoutMS=3000"), Storages = [_storage], Parallelism = 2 }, Token);

    private static ScriptedAnswer Lie(string name) => name switch
    {
        "garbage" => ScriptedAnswer.Garbage([20, 0, 0, 0, 2, 255, 254, 0, 100, 0, 0, 0, 7, 0]),
        "http" => ScriptedAnswer.Bytes("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray()),
        "longer" => ScriptedAnswer.Ok().ClaimingLength(int.MaxValue),
        "shorter" => ScriptedAnswer.Ok().ClaimingLength(3),
        "cut" => ScriptedAnswer.Ok().CutAfter(20),
        "document" => ScriptedAnswer.Ok().ClaimingDocumentLength(1_000_000_000),
        "gone" => ScriptedAnswer.Disconnect(),
        "no cursor" => ScriptedAnswer.Ok(new BsonDocument("cursor", 5)),
        "foreign batch" => ScriptedAnswer.Ok(new BsonDocument("cursor", new BsonDocument { { "id", 0L }, { "firstBatch", new BsonArray { 1, "two" } }, { "nextBatch", new BsonArray { 1 } } })),
        _ => ScriptedAnswer.Error(8000, "Other", "it says \u001b[31mred\u0007 and mongodb://u:geheim@h/"),
    };
}
