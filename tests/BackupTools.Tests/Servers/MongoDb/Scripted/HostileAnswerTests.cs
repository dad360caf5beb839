using MongoDB.Bson;
using MongoDB.Driver;

namespace BackupTools.Tests.Servers.MongoDb.Scripted;

/// <summary>That a scripted server can say what no honest one says, and what the official driver makes of it: the product sees only that.</summary>
public sealed class HostileAnswerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Lies => ["garbage", "no message", "longer", "shorter", "other request", "cut", "long document", "gone", "long"];

    [Theory]
    [MemberData(nameof(Lies))]
    public async Task A_lie_is_an_error_for_who_reads_and_the_next_answer_is_honest_again(string lie)
    {
        await using ScriptedMongo server = ScriptedMongo.Start(s => s.Holds(new ScriptedCollection("shop", "orders", [.. ScriptedMongoTests.Numbers(3)])).OnCall("find", 1, Lie(lie)));
        IMongoCollection<BsonDocument> orders = ScriptedMongoTests.Database(server, "retryReads=false&socketTimeoutMS=3000").GetCollection<BsonDocument>("orders");
        await Assert.ThrowsAnyAsync<Exception>(() => orders.Find("{}").ToListAsync(Token));
        Assert.Equal(3, (await orders.Find("{}").ToListAsync(Token)).Count);
        Assert.Equal(2, server.Asked("find").Count);
    }

    [Fact]
    public async Task An_answer_that_drips_arrives_in_the_end()
    {
        await using ScriptedMongo server = ScriptedMongo.Start(s => s.Holds(new ScriptedCollection("shop", "orders", [.. ScriptedMongoTests.Numbers(3)])));
        server.OnCall("find", 1, c => server.Honest(c).Dripping(10, TimeSpan.FromMilliseconds(20)));
        server.OnCall("find", 2, c => server.Honest(c).After(TimeSpan.FromMilliseconds(300)));
        IMongoCollection<BsonDocument> orders = ScriptedMongoTests.Database(server).GetCollection<BsonDocument>("orders");
        for (int i = 0; i < 2; i++)
        {
            long begin = TimeProvider.System.GetTimestamp();
            Assert.Equal(3, (await orders.Find("{}").ToListAsync(Token)).Count);
            Assert.True(TimeProvider.System.GetElapsedTime(begin) > TimeSpan.FromMilliseconds(200));
        }
    }

    [Fact]
    public async Task A_connection_that_ends_in_the_middle_of_a_cursor_is_an_error()
    {
        await using ScriptedMongo server = ScriptedMongo.Start(s => s
            .Holds(new ScriptedCollection("shop", "orders", [.. ScriptedMongoTests.Numbers(300)])).OnCall("getMore", 2, ScriptedAnswer.Disconnect()));
        IMongoCollection<BsonDocument> orders = ScriptedMongoTests.Database(server).GetCollection<BsonDocument>("orders");
        using IAsyncCursor<BsonDocument> cursor = await orders.Find("{}", new FindOptions { BatchSize = 100 }).ToCursorAsync(Token);
        Assert.True(await cursor.MoveNextAsync(Token) && await cursor.MoveNextAsync(Token));
        await Assert.ThrowsAnyAsync<MongoException>(() => cursor.MoveNextAsync(Token));
    }

    [Fact]
    public async Task A_cursor_that_never_ends_goes_on_until_who_reads_has_had_enough()
    {
        await using ScriptedMongo server = ScriptedMongo.Start(s => s
            .On("find", _ => ScriptedAnswer.Cursor("shop.orders", 99, [new BsonDocument("_id", 0)])).On("getMore", c => ScriptedAnswer.Next("shop.orders", 99, [new BsonDocument("_id", c.Call)])));
        using IAsyncCursor<BsonDocument> cursor = await ScriptedMongoTests.Database(server).GetCollection<BsonDocument>("orders").Find("{}").ToCursorAsync(Token);
        for (int i = 0; i < 50; i++)
            Assert.True(await cursor.MoveNextAsync(Token));
        Assert.Equal(49, server.Asked("getMore").Count);
    }

    [Fact]
    public async Task A_cursor_of_another_number_is_asked_for_by_that_number()
    {
        await using ScriptedMongo server = ScriptedMongo.Start(s => s.On("find", _ => ScriptedAnswer.Cursor("elsewhere.other", 77, [])));
        IMongoCollection<BsonDocument> orders = ScriptedMongoTests.Database(server).GetCollection<BsonDocument>("orders");
        await Assert.ThrowsAnyAsync<MongoException>(() => orders.Find("{}").ToListAsync(Token));
        Assert.Equal("elsewhere.other", server.Asked("getMore").Single().Namespace);
    }

    private static ScriptedAnswer Lie(string name) => name switch
    {
        "garbage" => ScriptedAnswer.Garbage([20, 0, 0, 0, 2, 255, 254, 0, 100, 0, 0, 0, 7, 0]),
        "no message" => ScriptedAnswer.Bytes("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray()),
        "longer" => ScriptedAnswer.Ok().ClaimingLength(100),
        "long" => ScriptedAnswer.Ok().ClaimingLength(int.MaxValue),
        "shorter" => ScriptedAnswer.Ok().ClaimingLength(3),
        "other request" => ScriptedAnswer.Ok().ToAnotherRequest(),
        "cut" => ScriptedAnswer.Ok().CutAfter(20),
        "long document" => ScriptedAnswer.Ok().ClaimingDocumentLength(1_000_000_000),
        "gone" => ScriptedAnswer.Disconnect(),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, null),
    };
}
