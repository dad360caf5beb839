using BackupTools.Backups;
using BackupTools.Jobs;
using BackupTools.Tests.Fakes;
using BackupTools.Tests.Servers.MySql;

namespace BackupTools.Tests.Engines.MySql.Restoring;

/// <summary>Rows that are larger than any chunk, more tables than anybody opens at once, and a disk that is full.</summary>
public sealed class MySqlSizeTests
{
    private readonly MemoryStorage _storage = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Half of the bytes are such as the text of LOAD DATA doubles.</summary>
    [Theory]
    [InlineData(MySqlVersion.MySql97, "--local-infile=0")]
    [InlineData(MySqlVersion.MariaDb118, "--local-infile=1")]
    public async Task Rows_of_a_hundred_megabytes_arrive(MySqlVersion version, string localInfile)
    {
        string log = version.IsMariaDb() ? "--innodb-log-file-size=2G" : "--innodb-redo-log-capacity=3G";
        await using MySqlServer server = await MySqlServer.StartPrivateAsync(version, localInfile, "--max-allowed-packet=1G", log, "--skip-log-bin");
        string database = await server.CreateDatabaseAsync("huge");
        await server.ExecuteAsync(
            database, "CREATE TABLE t (id int PRIMARY KEY, b longblob, c longtext CHARACTER SET utf8mb4)",
            "INSERT INTO t VALUES (1, REPEAT(x'00610A62095C2763', 13107200), 'small')", "INSERT INTO t VALUES (2, '', REPEAT('🐬', 26214400))", "INSERT INTO t VALUES (3, NULL, NULL)");
        BackupInfo backup = await BackUpAsync(server.Connection(database));
        RestoreResult result = await RestoreJob.RunAsync(
            BuiltIn.Components, new RestoreJobOptions { Archive = new(_storage, backup.Name), Target = server.Connection("restored"), Verify = true }, Token);
        Assert.True(result.Verified);
        Assert.Equal((await server.ChecksumAsync(database))["t"], (await server.ChecksumAsync("restored"))["t"]);
        Assert.Equal("104857600 104857600", await server.ScalarAsync("restored", "SELECT CONCAT(LENGTH(MAX(b)), ' ', MAX(LENGTH(c))) FROM t"));
    }

    [Fact]
    public async Task Thousands_of_tables_arrive()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("BACKUPTOOLS_TEST_LARGE") == "1", "Takes minutes; set BACKUPTOOLS_TEST_LARGE=1.");
        MySqlServer server = await MySqlServer.GetAsync(MySqlVersion.MySql97);
        string database = await server.CreateDatabaseAsync("many");
        await server.LoadAsync(
            database, string.Concat(Enumerable.Range(0, 5000).Select(i => $"CREATE TABLE t{i} (id int PRIMARY KEY, v varchar(20)); INSERT INTO t{i} VALUES ({i}, 'row');\n")));
        BackupInfo backup = await BackUpAsync(server.Connection(database));
        await RestoreJob.RunAsync(
            BuiltIn.Components, new RestoreJobOptions { Archive = new(_storage, backup.Name), Target = server.Connection("many_restored"), Verify = true }, Token);
        Assert.Equal(await server.ChecksumAsync(database), await server.ChecksumAsync("many_restored"));
    }

    /// <summary>InnoDB says the same of its one file that may not grow as of a disk.</summary>
    [Theory]
    [MemberData(nameof(MySqlVersions.All), MemberType = typeof(MySqlVersions))]
    public async Task A_full_disk_leaves_everything_as_it_was(MySqlVersion version)
    {
        MySqlServer source = await MySqlServer.GetAsync(version);
        string database = await source.CreateDatabaseAsync("too_large");
        await source.LoadAsync(
            database,
            """
            CREATE TABLE t (id int PRIMARY KEY AUTO_INCREMENT, v varchar(1000));
            INSERT INTO t (v) VALUES (REPEAT('x', 1000));
            """ + string.Concat(Enumerable.Repeat("INSERT INTO t (v) SELECT v FROM t;\n", 16)));
        BackupInfo backup = await BackUpAsync(source.Connection(database));
        await using MySqlServer target = await MySqlServer.StartPrivateAsync(version, "--innodb-file-per-table=0", "--innodb-data-file-path=ibdata1:12M:autoextend:max:48M");
        await target.ExecuteAsync(null, "CREATE DATABASE kept", "CREATE TABLE kept.t (id int PRIMARY KEY, v varchar(1000))", "INSERT INTO kept.t VALUES (1000000, 'old')");
        foreach ((string name, IfExists ifExists) in new[] { ("fresh", IfExists.Fail), ("kept", IfExists.Replace), ("kept", IfExists.Append) })
        {
            BackupException error = await Assert.ThrowsAsync<BackupException>(() => RestoreJob.RunAsync(
                BuiltIn.Components, new RestoreJobOptions { Archive = new(_storage, backup.Name), Target = target.Connection(name), IfExists = ifExists }, Token));
            Assert.True(error.Code == ErrorCode.StorageFull, error.ToString());
        }

        Assert.Equal("old", await target.ScalarAsync("kept", "SELECT GROUP_CONCAT(v) FROM t"));
        Assert.Equal("kept", await target.ScalarAsync(
            null, "SELECT GROUP_CONCAT(SCHEMA_NAME) FROM information_schema.SCHEMATA WHERE SCHEMA_NAME NOT IN ('mysql', 'sys', 'performance_schema', 'information_schema')"));
    }

    private async Task<BackupInfo> BackUpAsync(DbConnectionInfo source) => (await BackupJob.RunAsync(
        BuiltIn.Components, new BackupJobOptions { Connection = source, Storages = [_storage] }, Token)).Backups[0];
}
