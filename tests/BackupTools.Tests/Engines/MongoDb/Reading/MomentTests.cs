using BackupTools.Archive;
using BackupTools.Backups;
using BackupTools.Jobs;
using BackupTools.Tests.Fakes;
using BackupTools.Tests.Servers.MongoDb.Scripted;
using MongoDB.Bson;

namespace BackupTools.Tests.Engines.MongoDb.Reading;

/// <summary>What a backup of a replica set is of. The server is a scripted one: no real one is to be had for the tests.</summary>
public sealed class MomentTests
{
    private readonly MemoryStorage _storage = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task All_workers_read_one_moment_and_nothing_that_was_written_since()
    {
        await using ScriptedMongo server = ScriptedMongo.Start(s => s.IsReplicaSet().Holds(
            new ScriptedCollection("shop", "orders", [.. Numbers(250)]) { Later = [.. Numbers(300)] }, new ScriptedCollection("shop", "people", [.. Numbers(10)]) { Later = [.. Numbers(11)] }));
        BackupJobResult result = await BackUpAsync(server);
        Assert.Equal([("orders", 250L), ("people", 10L)], await TablesAsync(result.Backups[0]));
        ScriptedCommand[] finds = [.. server.Asked("find")];
        Assert.All(finds, f => Assert.Equal("snapshot", f.ReadConcern));
        Assert.Null(finds[0].AtClusterTime);
        Assert.Equal(2, finds.Skip(1).Count(f => f.AtClusterTime is not null));
        Assert.Single(finds.Skip(1).Select(f => f.AtClusterTime).Distinct());
        Assert.Empty(result.Warnings);
        Assert.Equal($"clusterTime {finds[1].AtClusterTime!.Timestamp}.{finds[1].AtClusterTime!.Increment}", (await ManifestAsync(result.Backups[0])).Properties["moment"]);
        Assert.Equal(0, server.OpenCursors);
    }

    [Fact]
    public async Task A_server_by_itself_is_read_as_it_is_and_that_is_said()
    {
        await using ScriptedMongo server = ScriptedMongo.Start(s => s.Holds(new ScriptedCollection("shop", "orders", [.. Numbers(3)]) { Later = [.. Numbers(5)] }));
        BackupJobResult result = await BackUpAsync(server);
        Assert.Equal([("orders", 5L)], await TablesAsync(result.Backups[0]));
        Assert.Contains("not of one moment", Assert.Single(result.Warnings), StringComparison.Ordinal);
        Assert.Equal("not one moment", (await ManifestAsync(result.Backups[0])).Properties["moment"]);
    }

    [Fact]
    public async Task A_capped_collection_is_read_in_its_order_and_not_of_the_moment_and_that_is_said()
    {
        BsonDocument[] log = [.. Numbers(20).Reverse()];
        await using ScriptedMongo server = ScriptedMongo.Start(s => s.IsReplicaSet().Holds(
            new ScriptedCollection("shop", "orders", [.. Numbers(3)]), new ScriptedCollection("shop", "log", log) { Options = new BsonDocument { { "capped", true }, { "size", 4096 } } }));
        BackupJobResult result = await BackUpAsync(server);
        Assert.Contains("'log'", Assert.Single(result.Warnings), StringComparison.Ordinal);
        ScriptedCommand find = server.Asked("find").Single(f => f.Namespace == "shop.log");
        Assert.Equal(("{ \"$natural\" : 1 }", null), (find.Body["sort"].ToJson(), find.ReadConcern));
        Assert.Equal(log.SelectMany(d => d.ToBson()), await BytesAsync(result.Backups[0], "log"));
    }

    [Fact]
    public async Task The_buckets_of_a_time_series_are_read_as_they_are()
    {
        BsonDocument bucket = new() { { "_id", ObjectId.GenerateNewId() }, { "control", new BsonDocument("version", 2) }, { "data", new BsonDocument("t", new BsonBinaryData([1, 2, 3], (BsonBinarySubType)7)) } };
        await using ScriptedMongo server = ScriptedMongo.Start(s => s.IsReplicaSet().Holds(
            new ScriptedCollection("shop", "weather") { Type = "timeseries", Options = new BsonDocument("timeseries", new BsonDocument("timeField", "t")) },
            new ScriptedCollection("shop", "system.buckets.weather", bucket) { Options = new BsonDocument("clusteredIndex", true) }, new ScriptedCollection("shop", "system.views")));
        BackupJobResult result = await BackUpAsync(server);
        Assert.Equal([("weather", 1L)], await TablesAsync(result.Backups[0]));
        Assert.Equal(bucket.ToBson(), await BytesAsync(result.Backups[0], "weather"));
    }

    [Fact]
    public async Task A_collection_that_is_another_one_at_the_end_is_no_backup()
    {
        await using ScriptedMongo server = ScriptedMongo.Start(s => s.IsReplicaSet().Holds(new ScriptedCollection("shop", "orders", [.. Numbers(3)])));
        server.OnCall("getMore", 1, c => server.Honest(c));
        int lists = 0;
        server.On("listCollections", c =>
        {
            // The names alone are asked for once, to see that the database is there.
            if (!c.Body.GetValue("nameOnly", false).ToBoolean() && ++lists == 3)
                server.Holds(new ScriptedCollection("shop", "orders"));
            return server.Honest(c);
        });
        BackupException error = await Assert.ThrowsAsync<BackupException>(() => BackUpAsync(server));
        Assert.Equal(ErrorCode.DatabaseChanged, error.Code);
        Assert.Contains("another one of the same name", error.Message, StringComparison.Ordinal);
        Assert.Empty(_storage.Names);
    }

    [Fact]
    public async Task A_collection_that_is_made_around_the_moment_is_in_the_backup()
    {
        await using ScriptedMongo server = ScriptedMongo.Start(s => s.IsReplicaSet().Holds(new ScriptedCollection("shop", "orders", [.. Numbers(3)])));
        server.OnCall("find", 1, c =>
        {
            server.Holds(new ScriptedCollection("shop", "made", [.. Numbers(7)]));
            return server.Honest(c);
        });
        Assert.Equal([("made", 7L), ("orders", 3L)], await TablesAsync((await BackUpAsync(server)).Backups[0]));
    }

    [Theory]
    [InlineData(239, "SnapshotTooOld")]
    [InlineData(246, "SnapshotUnavailable")]
    [InlineData(175, "QueryPlanKilled")]
    public async Task A_moment_that_the_server_has_forgotten_is_no_backup(int code, string name)
    {
        await using ScriptedMongo server = ScriptedMongo.Start(s => s.IsReplicaSet().Holds(new ScriptedCollection("shop", "orders", [.. Numbers(3)])));
        server.OnCall("find", 2, ScriptedAnswer.Error(code, name, "too old"));
        BackupException error = await Assert.ThrowsAsync<BackupException>(() => BackUpAsync(server));
        Assert.Equal((ErrorCode.DatabaseChanged, true), (error.Code, error.IsTransient));
        Assert.Empty(_storage.Names);
    }

    [Fact]
    public async Task A_window_that_is_too_short_for_the_database_is_refused_before_anything_is_read()
    {
        await using ScriptedMongo server = ScriptedMongo.Start(s => s.IsReplicaSet().Holds(new ScriptedCollection("shop", "orders", [.. Numbers(3)])));
        server.On("collStats", ScriptedAnswer.Ok(new BsonDocument { { "count", 1_000_000_000L }, { "size", 10_000_000_000_000L } }));
        server.On("getParameter", ScriptedAnswer.Ok(new BsonDocument("minSnapshotHistoryWindowInSeconds", 600)));
        BackupException error = await Assert.ThrowsAsync<BackupException>(() => BackUpAsync(server));
        Assert.Equal(ErrorCode.CapabilityMissing, error.Code);
        Assert.Contains("600 seconds", error.Message, StringComparison.Ordinal);
        Assert.Empty(server.Asked("find"));
    }

    private static IEnumerable<BsonDocument> Numbers(int count) => ScriptedMongoTests.Numbers(count);

    private async Task<BackupJobResult> BackUpAsync(ScriptedMongo server) => await BackupJob.RunAsync(
        BuiltIn.Components,
        new BackupJobOptions { Connection = BuiltIn.Components.GetEngine("mongodb").ParseConnection(server.Connection("shop")), Storages = [_storage], Parallelism = 2 }, Token);

    private async Task<ArchiveReader> OpenAsync(BackupInfo backup) =>
        await ArchiveReader.OpenAsync(await _storage.OpenReadAsync(backup.Name, Token), backup.Name, BuiltIn.Components, null, Token);

    private async Task<ArchiveManifest> ManifestAsync(BackupInfo backup)
    {
        await using ArchiveReader archive = await OpenAsync(backup);
        return archive.Manifest;
    }

    private async Task<List<(string, long)>> TablesAsync(BackupInfo backup) => [.. (await ManifestAsync(backup)).Objects.Select(o => (o.Name, o.Rows ?? -1))];

    private async Task<byte[]> BytesAsync(BackupInfo backup, string collection)
    {
        await using ArchiveReader archive = await OpenAsync(backup);
        List<byte> bytes = [];
        ChunkBuffer buffer = new();
        foreach (ArchiveChunk chunk in archive.Manifest.Chunks.Where(c => archive.Manifest.Objects[c.ObjectIndex].Name == collection).OrderBy(c => c.Index))
        {
            await archive.ReadChunkAsync(chunk, buffer, Token);
            bytes.AddRange(buffer.WrittenSpan.ToArray());
        }

        return [.. bytes];
    }
}
