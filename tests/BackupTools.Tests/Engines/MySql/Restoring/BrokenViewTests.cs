using BackupTools.Archive;
using BackupTools.Backups;
using BackupTools.Jobs;
using BackupTools.Tests.Fakes;
using BackupTools.Tests.Servers.MySql;

namespace BackupTools.Tests.Engines.MySql.Restoring;

/// <summary>Views whose tables, columns or functions are gone: no server takes them again, and they cost nobody a restore.</summary>
public sealed class BrokenViewTests
{
    private readonly MemoryStorage _storage = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(MySqlVersions.All), MemberType = typeof(MySqlVersions))]
    public async Task Views_that_do_not_work_are_told_and_cost_no_restore(MySqlVersion version)
    {
        MySqlServer server = await MySqlServer.GetAsync(version);
        string database = await server.CreateDatabaseAsync("broken_views");
        await server.ExecuteAsync(
            database, "CREATE TABLE t (a int, b int)", "INSERT INTO t VALUES (1, 2)", "CREATE VIEW a_column AS SELECT a, b FROM t", "CREATE VIEW on_it AS SELECT * FROM a_column",
            "CREATE TABLE gone (a int)", "CREATE VIEW a_table AS SELECT * FROM gone", "CREATE FUNCTION f() RETURNS int DETERMINISTIC NO SQL RETURN 1", "CREATE VIEW call_it AS SELECT f() AS x",
            "CREATE VIEW works AS SELECT a FROM t", "CREATE TRIGGER behind BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 7", "DROP FUNCTION f", "DROP TABLE gone", "ALTER TABLE t DROP COLUMN b");
        string[] broken = ["a_column", "a_table", "call_it", "on_it"];

        BackupJobResult made = await BackupJob.RunAsync(
            BuiltIn.Components, new BackupJobOptions { Connection = server.Connection(database), Storages = [_storage] }, Token);
        Assert.Equal(broken, Named(made.Warnings));
        BackupInfo backup = made.Backups[0];

        string restored = $"broken_views_{Guid.NewGuid():n}";
        RestoreResult result = await RestoreJob.RunAsync(
            BuiltIn.Components, new RestoreJobOptions { Archive = new(_storage, backup.Name), Target = server.Connection(restored), Verify = true }, Token);
        Assert.True(result.Verified);
        Assert.Equal(broken, Named(result.Warnings));
        Assert.Equal("1", await server.ScalarAsync(restored, "SELECT a FROM works"));
        await server.ExecuteAsync(restored, "INSERT INTO t VALUES (0)");
        Assert.Equal("8", await server.ScalarAsync(restored, "SELECT SUM(a) FROM works"));

        VerifyResult proof = await VerifyJob.RunAsync(
            BuiltIn.Components, new VerifyJobOptions { Archive = new(_storage, backup.Name), Level = VerifyLevel.Restore, Connection = server.Connection() }, Token);
        Assert.Empty(proof.Findings);
        Assert.True(proof.Passed);

        await using ArchiveReader archive = await ArchiveReader.OpenAsync(
            await _storage.OpenReadAsync(backup.Name, Token), backup.Name, BuiltIn.Components, null, Token);
        using MemoryStream output = new();
        await ((ISqlExport)BuiltIn.Components.GetEngine("mysql")).ExportSqlAsync(archive, new ExportRequest(), output, null, Token);
        string loaded = await server.CreateDatabaseAsync("loaded");
        await server.LoadAsync(loaded, output.ToArray());
        Assert.Equal("1", await server.ScalarAsync(loaded, "SELECT COUNT(*) FROM works"));
    }

    /// <summary>A view that worked, and that the server does not take, is a failure all the same.</summary>
    [Fact]
    public async Task A_view_that_worked_is_never_left_out()
    {
        MySqlServer server = await MySqlServer.GetAsync(MySqlVersion.MariaDb118);
        string other = await server.CreateDatabaseAsync("other");
        string database = await server.CreateDatabaseAsync("working_views");
        await server.ExecuteAsync(database, $"CREATE TABLE {other}.t (a int)", $"CREATE VIEW v AS SELECT * FROM {other}.t");
        BackupInfo backup = (await BackupJob.RunAsync(
            BuiltIn.Components, new BackupJobOptions { Connection = server.Connection(database), Storages = [_storage] }, Token)).Backups[0];
        await server.ExecuteAsync(null, $"DROP DATABASE {other}");
        string restored = $"working_views_{Guid.NewGuid():n}";
        BackupException error = await Assert.ThrowsAsync<BackupException>(() => RestoreJob.RunAsync(
            BuiltIn.Components, new RestoreJobOptions { Archive = new(_storage, backup.Name), Target = server.Connection(restored) }, Token));
        Assert.Contains("the view 'v'", error.Message, StringComparison.Ordinal);
        Assert.Equal("0", await server.ScalarAsync(null, $"SELECT COUNT(*) FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = '{restored}'"));
    }

    /// <summary>The views that sentences name.</summary>
    private static string[] Named(IEnumerable<string> warnings) =>
        [.. warnings.Where(w => w.StartsWith("The view '", StringComparison.Ordinal)).Select(w => w.Split('\'')[1]).Order(StringComparer.Ordinal)];
}
