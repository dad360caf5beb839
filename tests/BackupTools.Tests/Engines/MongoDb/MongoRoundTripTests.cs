using BackupTools.Backups;
using BackupTools.Jobs;
using BackupTools.Tests.Fakes;
using BackupTools.Tests.Servers.MongoDb;
using BackupTools.Tests.Servers.MongoDb.Gateway;
using MongoDB.Bson;

namespace BackupTools.Tests.Engines.MongoDb;

/// <summary>Databases, backed up and restored: the official driver sees the same bytes in both.</summary>
public sealed class MongoRoundTripTests
{
    private readonly MemoryStorage _storage = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_kind_of_value_comes_back_to_the_last_bit()
    {
        MongoDbServer server = await MongoDbServer.GetAsync();
        string database = await server.CreateDatabaseAsync("values");
        await MongoFixture.InsertAsync(server, database, "values", AwkwardDocuments.All);
        await MongoFixture.InsertAsync(server, database, "large", [AwkwardDocuments.OfLength(AwkwardDocuments.Longest, 1), AwkwardDocuments.OfLength(9_000_000, 2), new BsonDocument("_id", 3)]);
        await AssertSameAfterAsync(server, database);
    }

    [Fact]
    public async Task Documents_that_an_insert_would_change_come_back_as_they_were()
    {
        MongoDbServer server = await MongoDbServer.GetAsync();
        string database = await server.CreateDatabaseAsync("odd");
        await MongoFixture.InsertAsync(server, database, "odd", [
            new BsonDocument { { "_id", 1 }, { "at", new BsonTimestamp(0) }, { "inner", new BsonDocument("at", new BsonTimestamp(0)) } },
            new BsonDocument { { "_id", 2 }, { "", "a field without a name" } },
            new BsonDocument { { "_id", 3 }, { "$where", 1 }, { "a.b", 2 }, { "$a", new BsonDocument("$b", 3) } },
            new BsonDocument { { "_id", new BsonTimestamp(0) }, { "x", 1 } },
        ]);
        await AssertSameAfterAsync(server, database);
    }

    [Fact]
    public async Task Names_that_few_would_choose_come_back()
    {
        MongoDbServer server = await MongoDbServer.GetAsync();
        string database = await server.CreateDatabaseAsync("names");
        foreach (string name in new[] { "fs.files", "two words", "line\nbreak", "été", "a/b\\c", "system_not", "UPPER", "upper", "CON", "a*b?c[d]" })
            await MongoFixture.InsertAsync(server, database, name, [new BsonDocument { { "_id", name }, { "name", name } }]);
        await AssertSameAfterAsync(server, database);
    }

    [Fact]
    public async Task Indexes_validators_and_views_come_back()
    {
        MongoDbServer server = await MongoDbServer.GetAsync();
        string database = await server.CreateDatabaseAsync("options");
        BsonDocument validator = new("$jsonSchema", new BsonDocument { { "required", new BsonArray { "name" } }, { "properties", new BsonDocument("name", new BsonDocument("bsonType", "string")) } });
        await MongoFixture.InsertAsync(server, database, "people", [new BsonDocument { { "_id", 1 }, { "name", 1 } }, new BsonDocument { { "_id", 2 }, { "name", "anna" } }]);
        await server.ExecuteAsync(new BsonDocument { { "collMod", "people" }, { "validator", validator }, { "validationLevel", "moderate" }, { "validationAction", "error" } }, database);
        await server.ExecuteAsync(
            new BsonDocument
            {
                { "createIndexes", "people" },
                {
                    "indexes", new BsonArray
                    {
                        Index("by_b_a", new BsonDocument { { "b", -1 }, { "a", 1 } }), Index("one", new BsonDocument("name", 1), ("unique", true)),
                        Index("some", new BsonDocument("age", 1), ("partialFilterExpression", new BsonDocument("age", new BsonDocument("$gt", 17)))),
                        Index("sparse", new BsonDocument("x", 1), ("sparse", true)), Index("old", new BsonDocument("at", 1), ("expireAfterSeconds", 3600)),
                        Index("hashed", new BsonDocument("_id", "hashed")),
                    }
                },
            },
            database);
        await server.ExecuteAsync(new BsonDocument { { "create", "z_base" }, { "viewOn", "people" }, { "pipeline", new BsonArray { new BsonDocument("$match", new BsonDocument("age", 3)) } } }, database);
        await server.ExecuteAsync(new BsonDocument { { "create", "a_above" }, { "viewOn", "z_base" }, { "pipeline", new BsonArray() } }, database);
        await server.ExecuteAsync(new BsonDocument("create", "empty"), database);
        await AssertSameAfterAsync(server, database);

        static BsonDocument Index(string name, BsonDocument key, params (string Name, BsonValue Value)[] options) =>
            new BsonDocument { { "name", name }, { "key", key } }.AddRange(options.Select(o => new BsonElement(o.Name, o.Value)));
    }

    /// <summary>A comparison of ids stays within a type unless it is told otherwise: then eleven of these thirteen would be lost.</summary>
    [Fact]
    public async Task Ids_of_all_types_in_one_collection_are_all_read_in_ranges()
    {
        MongoDbServer server = await MongoDbServer.GetAsync();
        string database = await server.CreateDatabaseAsync("ids");
        BsonValue[] ids =
        [
            BsonMinKey.Value, BsonNull.Value, 1.5, 7L, "text", new BsonDocument("a", 1), new BsonBinaryData([1, 2]), ObjectId.Parse("0123456789abcdef01234567"), true, new BsonDateTime(5),
            new BsonTimestamp(3, 4), Decimal128.Parse("1E+20"), BsonMaxKey.Value,
        ];
        string padding = new('x', 3000);
        await MongoFixture.InsertAsync(server, database, "mixed", [
            .. ids.Select(i => new BsonDocument { { "_id", i }, { "padding", padding } }),
            .. Enumerable.Range(100, 300).Select(i => new BsonDocument { { "_id", i }, { "padding", padding } }), .. Enumerable.Range(0, 300).Select(i => new BsonDocument { { "_id", $"id {i}" }, { "padding", padding } }),
        ]);
        BackupInfo backup = await AssertSameAfterAsync(server, database, chunkSize: 64 * 1024);
        Assert.DoesNotContain(backup.ToString() ?? "", "written meanwhile", StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_proof_passes_and_leaves_no_database()
    {
        MongoDbServer server = await MongoDbServer.GetAsync();
        string database = await server.CreateDatabaseAsync("proof");
        await MongoFixture.InsertAsync(server, database, "values", AwkwardDocuments.All);
        BackupInfo backup = await MongoFixture.BackUpAsync(_storage, MongoFixture.Connect(server, database));
        VerifyResult result = await VerifyJob.RunAsync(
            BuiltIn.Components, new VerifyJobOptions { Archive = new(_storage, backup.Name), Level = VerifyLevel.Restore, Connection = MongoFixture.Connect(server, null) }, Token);
        Assert.True(result.Passed, string.Join('\n', result.Findings));
        BsonDocument databases = await server.ExecuteAsync(new BsonDocument { { "listDatabases", 1 }, { "nameOnly", true } });
        Assert.DoesNotContain(databases["databases"].AsBsonArray, d => d["name"].AsString.StartsWith("backuptools", StringComparison.Ordinal));
    }

    private async Task<BackupInfo> AssertSameAfterAsync(MongoDbServer server, string database, int chunkSize = 256 * 1024)
    {
        BackupInfo backup = await MongoFixture.BackUpAsync(_storage, MongoFixture.Connect(server, database), chunkSize: chunkSize);
        string restored = $"{database}_restored";
        RestoreResult result = await MongoFixture.RestoreAsync(_storage, backup, MongoFixture.Connect(server, restored));
        Assert.True(result.Verified);
        Assert.Equal(await MongoFixture.DescribeAsync(server, database), await MongoFixture.DescribeAsync(server, restored));
        return backup;
    }
}
