using BackupTools.Backups;
using BackupTools.Tests.Fakes;
using BackupTools.Tests.Servers.MongoDb;
using MongoDB.Bson;

namespace BackupTools.Tests.Engines.MongoDb.Restoring;

/// <summary>What becomes of a database that is there.</summary>
public sealed class MongoRestoreModeTests : IAsyncLifetime
{
    private readonly MemoryStorage _storage = new();
    private MongoDbServer _server = null!;
    private string _database = "";
    private BackupInfo _backup = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await MongoDbServer.GetAsync();
        _database = await _server.CreateDatabaseAsync("modes");
        await MongoFixture.InsertAsync(_server, _database, "a", Enumerable.Range(0, 50).Select(i => new BsonDocument { { "_id", i }, { "of", "the backup" } }));
        await MongoFixture.InsertAsync(_server, _database, "b", [new BsonDocument("_id", 1)]);
        await _server.ExecuteAsync(new BsonDocument { { "create", "v" }, { "viewOn", "a" }, { "pipeline", new BsonArray() } }, _database);
        _backup = await MongoFixture.BackUpAsync(_storage, Here);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private DbConnectionInfo Here => MongoFixture.Connect(_server, _database);

    [Fact]
    public async Task What_is_there_is_refused_and_stays()
    {
        IReadOnlyList<string> before = await MongoFixture.DescribeAsync(_server, _database);
        BackupException error = await Assert.ThrowsAsync<BackupException>(() => MongoFixture.RestoreAsync(_storage, _backup, Here));
        Assert.Equal(ErrorCode.TargetExists, error.Code);
        Assert.Contains("2 collections and 1 view", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, await MongoFixture.DescribeAsync(_server, _database));
    }

    [Fact]
    public async Task A_replaced_database_is_the_backups_and_nothing_else()
    {
        IReadOnlyList<string> before = await MongoFixture.DescribeAsync(_server, _database);
        await ChangeAsync();
        Assert.NotEqual(before, await MongoFixture.DescribeAsync(_server, _database));
        Assert.True((await MongoFixture.RestoreAsync(_storage, _backup, Here, IfExists.Replace)).Replaced);
        Assert.Equal(before, await MongoFixture.DescribeAsync(_server, _database));
    }

    [Fact]
    public async Task One_replaced_collection_leaves_the_others()
    {
        IReadOnlyList<string> before = await MongoFixture.DescribeAsync(_server, _database);
        await ChangeAsync();
        IReadOnlyList<string> changed = await MongoFixture.DescribeAsync(_server, _database);
        await MongoFixture.RestoreAsync(_storage, _backup, Here, IfExists.Replace, verify: true, "a");
        string[] expected = [.. changed.Where(l => !l.StartsWith("a ", StringComparison.Ordinal)).Concat(before.Where(l => l.StartsWith("a ", StringComparison.Ordinal))).Order(StringComparer.Ordinal)];
        Assert.Equal(expected, await MongoFixture.DescribeAsync(_server, _database));
    }

    [Fact]
    public async Task Documents_are_added_where_none_of_them_is()
    {
        IReadOnlyList<string> before = await MongoFixture.DescribeAsync(_server, _database);
        await _server.ExecuteAsync(new BsonDocument { { "delete", "a" }, { "deletes", new BsonArray { new BsonDocument { { "q", new BsonDocument() }, { "limit", 0 } } } } }, _database);
        await MongoFixture.InsertAsync(_server, _database, "a", [new BsonDocument { { "_id", "another" } }]);
        await MongoFixture.RestoreAsync(_storage, _backup, Here, IfExists.Append, verify: false, "a");
        IReadOnlyList<string> after = await MongoFixture.DescribeAsync(_server, _database);
        Assert.Equal(before.Count + 1, after.Count);
        Assert.Subset(after.ToHashSet(), before.ToHashSet());
    }

    [Fact]
    public async Task Documents_are_not_added_where_one_of_them_is_there()
    {
        await _server.ExecuteAsync(new BsonDocument { { "delete", "a" }, { "deletes", new BsonArray { new BsonDocument { { "q", new BsonDocument("_id", new BsonDocument("$ne", 49)) }, { "limit", 0 } } } } }, _database);
        IReadOnlyList<string> before = await MongoFixture.DescribeAsync(_server, _database);
        BackupException error = await Assert.ThrowsAsync<BackupException>(() => MongoFixture.RestoreAsync(_storage, _backup, Here, IfExists.Append, verify: false, "a"));
        Assert.Contains("id 49", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, await MongoFixture.DescribeAsync(_server, _database));
    }

    [Fact]
    public async Task What_a_killed_restore_has_left_is_dropped_by_the_next_and_what_a_living_one_builds_is_not()
    {
        BsonDateTime Ago(int seconds) => new(DateTime.UtcNow.AddSeconds(-seconds));
        await MongoFixture.InsertAsync(_server, _database, "backuptools_restoring_00000001", [new BsonDocument { { "_id", "beat" }, { "beat", Ago(300) } }]);
        await MongoFixture.InsertAsync(_server, _database, "backuptools_restoring_00000001.0", [new BsonDocument("_id", 1)]);
        await MongoFixture.InsertAsync(_server, _database, "backuptools_restoring_00000002", [new BsonDocument { { "_id", "beat" }, { "beat", Ago(10) } }]);
        await MongoFixture.InsertAsync(_server, _database, "backuptools_restoring_00000002.0", [new BsonDocument("_id", 1)]);
        await MongoFixture.InsertAsync(_server, _database, "backuptools_replaced_00000001.0", [new BsonDocument("_id", 1)]);
        await MongoFixture.RestoreAsync(_storage, _backup, Here, IfExists.Replace);
        string[] left = [.. (await MongoFixture.DescribeAsync(_server, _database)).Select(l => l.Split(' ')[0]).Where(n => n.StartsWith("backuptools", StringComparison.Ordinal)).Distinct()];
        Assert.Equal(["backuptools_replaced_00000001.0", "backuptools_restoring_00000002", "backuptools_restoring_00000002.0"], left);
        ConnectionReport report = await BuiltIn.Components.GetEngine("mongodb").TestConnectionAsync(Here, TestContext.Current.CancellationToken);
        Assert.Contains(report.Findings, f => f.Contains("backuptools_replaced_00000001.0", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_name_that_is_not_there_is_answered_with_one_that_is()
    {
        BackupException error = await Assert.ThrowsAsync<BackupException>(() => MongoFixture.BackUpAsync(_storage, Here, new() { Tables = ["A"] }));
        Assert.Equal(ErrorCode.TableNotFound, error.Code);
        Assert.Contains("Did you mean: a", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_added_is_taken_out_again_and_what_somebody_else_has_added_stays()
    {
        await _server.ExecuteAsync(new BsonDocument { { "delete", "a" }, { "deletes", new BsonArray { new BsonDocument { { "q", new BsonDocument() }, { "limit", 0 } } } } }, _database);
        // The last document of the backup meets one with another id and the same unique value.
        await _server.ExecuteAsync(
            new BsonDocument { { "createIndexes", "a" }, { "indexes", new BsonArray { new BsonDocument { { "name", "one" }, { "key", new BsonDocument("of", 1) }, { "unique", true } } } } }, _database);
        IReadOnlyList<string> before = await MongoFixture.DescribeAsync(_server, _database);
        BackupException error = await Assert.ThrowsAsync<BackupException>(() => MongoFixture.RestoreAsync(_storage, _backup, Here, IfExists.Append, verify: false, "a"));
        Assert.Contains("has the documents that it had", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, await MongoFixture.DescribeAsync(_server, _database));
    }

    [Fact]
    public async Task A_backup_says_what_it_leaves_to_a_restore_that_was_killed()
    {
        await MongoFixture.InsertAsync(_server, _database, "backuptools_replaced_00000003.0", [new BsonDocument("_id", 1)]);
        var result = await BackupTools.Jobs.BackupJob.RunAsync(
            BuiltIn.Components, new BackupTools.Jobs.BackupJobOptions { Connection = Here, Storages = [_storage] }, TestContext.Current.CancellationToken);
        Assert.Contains(result.Warnings, w => w.Contains("backuptools_replaced_00000003.0", StringComparison.Ordinal));
    }

    private async Task ChangeAsync()
    {
        await MongoFixture.InsertAsync(_server, _database, "a", [new BsonDocument("_id", "not in the backup")]);
        await MongoFixture.InsertAsync(_server, _database, "not_in_it", [new BsonDocument("_id", 1)]);
        await _server.ExecuteAsync(new BsonDocument("drop", "v"), _database);
        await _server.ExecuteAsync(new BsonDocument { { "create", "w" }, { "viewOn", "b" }, { "pipeline", new BsonArray() } }, _database);
    }
}
