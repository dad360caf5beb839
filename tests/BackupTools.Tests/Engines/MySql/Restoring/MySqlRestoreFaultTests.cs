using BackupTools.Backups;
using BackupTools.Jobs;
using BackupTools.Tests.Fakes;
using BackupTools.Tests.Servers.MySql;

namespace BackupTools.Tests.Engines.MySql.Restoring;

/// <summary>Restores to servers that do not take everything, and restores that do not come to their end.</summary>
public sealed class MySqlRestoreFaultTests
{
    private const string Shop = """
        CREATE TABLE customer (id int AUTO_INCREMENT PRIMARY KEY, name varchar(50), UNIQUE KEY by_name (name));
        CREATE TABLE `order` (id int PRIMARY KEY, customer int, note text, CONSTRAINT of_customer FOREIGN KEY (customer) REFERENCES customer (id));
        INSERT INTO customer (name) WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 900) SELECT CONCAT('customer ', i) FROM n;
        INSERT INTO `order` SELECT id, id, REPEAT(CONCAT('note ''', id, '\\ '), 20) FROM customer;
        CREATE TRIGGER naming BEFORE INSERT ON customer FOR EACH ROW SET NEW.name = CONCAT(NEW.name, '!');
        CREATE VIEW busy AS SELECT c.name FROM customer c JOIN `order` o ON o.customer = c.id;
        """;

    private readonly MemoryStorage _storage = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(MySqlVersion.MySql97, "--local-infile=0 --max-allowed-packet=65536")]
    [InlineData(MySqlVersion.MariaDb1011, "--local-infile=0")]
    [InlineData(MySqlVersion.MariaDb1011, "--max-allowed-packet=65536")]
    [InlineData(MySqlVersion.MySql97, "--sql-mode=ANSI_QUOTES,NO_BACKSLASH_ESCAPES,STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE")]
    [InlineData(MySqlVersion.MariaDb118, "--wait-timeout=1 --net-read-timeout=1 --net-write-timeout=1 --lock-wait-timeout=1")]
    [InlineData(MySqlVersion.MariaDb118, "--character-set-server=latin1 --autocommit=0")]
    [InlineData(MySqlVersion.MariaDb1011, "--lower-case-table-names=1")]
    public async Task A_server_with_settings_of_its_own_gives_and_takes_everything(MySqlVersion version, string options)
    {
        await using MySqlServer server = await MySqlServer.StartPrivateAsync(version, options.Split(' '));
        string database = await server.CreateDatabaseAsync("shop");
        await server.LoadAsync(database, Shop);
        BackupInfo backup = await BackUpAsync(server.Connection(database));
        await RestoreAsync(backup, server.Connection("restored"));
        Assert.Equal((await server.DumpAsync(database)).Replace(database, "restored", StringComparison.Ordinal), await server.DumpAsync("restored"));
        Assert.Equal(await ChecksumsAsync(server, database), await ChecksumsAsync(server, "restored"));
    }

    [Fact]
    public async Task Keys_that_a_server_asks_for_are_not_asked_of_a_restore()
    {
        await using MySqlServer server = await MySqlServer.StartPrivateAsync(MySqlVersion.MySql97);
        string database = await server.CreateDatabaseAsync("keyless");
        await server.LoadAsync(database, "CREATE TABLE t (a int); INSERT INTO t VALUES (1), (1);");
        BackupInfo backup = await BackUpAsync(server.Connection(database));
        await server.ExecuteAsync(null, "SET GLOBAL sql_require_primary_key = 1");
        await RestoreAsync(backup, server.Connection("restored"));
        Assert.Equal(await ChecksumsAsync(server, database), await ChecksumsAsync(server, "restored"));
    }

    [Theory]
    [MemberData(nameof(MySqlVersions.All), MemberType = typeof(MySqlVersions))]
    public async Task A_server_that_is_read_only_is_refused_before_anything_starts(MySqlVersion version)
    {
        await using MySqlServer server = await MySqlServer.StartPrivateAsync(version);
        string database = await server.CreateDatabaseAsync("shop");
        await server.LoadAsync(database, Shop);
        BackupInfo backup = await BackUpAsync(server.Connection(database));
        await server.ExecuteAsync(null, "SET GLOBAL read_only = 1");
        BackupException error = await Assert.ThrowsAsync<BackupException>(() => RestoreAsync(backup, server.Connection("restored")));
        Assert.Equal(ErrorCode.TargetNotWritable, error.Code);
    }

    /// <summary>What a killed restore leaves is known for certain, and the next one removes it; the name of the target stays free.</summary>
    [Theory]
    [MemberData(nameof(MySqlVersions.All), MemberType = typeof(MySqlVersions))]
    public async Task What_a_killed_restore_leaves_is_dropped_by_the_next(MySqlVersion version)
    {
        await using MySqlServer server = await MySqlServer.StartPrivateAsync(version);
        string database = await server.CreateDatabaseAsync("shop");
        await server.LoadAsync(database, Shop);
        BackupInfo backup = await BackUpAsync(server.Connection(database));
        await using BackupTools.Archive.ArchiveReader archive = await BackupTools.Archive.ArchiveReader.OpenAsync(
            await _storage.OpenReadAsync(backup.Name, Token), backup.Name, BuiltIn.Components, null, Token);
        IRestoreTarget target = await BuiltIn.Components.GetEngine("mysql").OpenRestoreAsync(new RestoreRequest { Connection = server.Connection("restored") }, archive, Token);
        await target.PrepareAsync(Token);
        Assert.Contains("backuptools_restoring_", await DatabasesAsync(server), StringComparison.Ordinal);

        // While the first lives, a second leaves it alone.
        await RestoreAsync(backup, server.Connection("second"));
        Assert.Contains("backuptools_restoring_", await DatabasesAsync(server), StringComparison.Ordinal);

        await server.KillAsync();
        await server.StartAsync();
        Assert.Contains("backuptools_restoring_", await DatabasesAsync(server), StringComparison.Ordinal);
        Assert.DoesNotContain("restored", (await DatabasesAsync(server)).Split(','));
        await RestoreAsync(backup, server.Connection("restored"));
        Assert.DoesNotContain("backuptools", await DatabasesAsync(server), StringComparison.Ordinal);
        await target.DisposeAsync();
    }

    [Theory]
    [InlineData(MySqlVersion.MySql97)]
    [InlineData(MySqlVersion.MariaDb118)]
    public async Task A_failure_leaves_the_target_as_it_was(MySqlVersion version)
    {
        MySqlServer server = await MySqlServer.GetAsync(version, "restores");
        string database = await server.CreateDatabaseAsync("shop");
        await server.LoadAsync(database, Shop + "CREATE PROCEDURE refused() SQL SECURITY INVOKER SELECT 1;");
        BackupInfo backup = await BackUpAsync(server.Connection(database));
        string user = $"u{Guid.NewGuid():n}"[..20];
        await server.ExecuteAsync(
            null, $"CREATE USER '{user}'@'%' IDENTIFIED BY 'x'",
            $"GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, ALTER, INDEX, REFERENCES, CREATE VIEW, SHOW VIEW, TRIGGER, EVENT, LOCK TABLES ON *.* TO '{user}'@'%'");
        string before = await server.DumpAsync(database);
        DbConnectionInfo connection = server.Connection(database, user, "x");
        BackupException error = await Assert.ThrowsAsync<BackupException>(() => RestoreAsync(backup, connection, IfExists.Replace));
        Assert.Equal(ErrorCode.DatabaseAccessDenied, error.Code);
        Assert.Contains("is as it was", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, await server.DumpAsync(database));

        string fresh = $"fresh_{Guid.NewGuid():n}";
        await Assert.ThrowsAsync<BackupException>(() => RestoreAsync(backup, server.Connection(fresh, user, "x")));
        Assert.DoesNotContain(fresh, await DatabasesAsync(server), StringComparison.Ordinal);

        string empty = await server.CreateDatabaseAsync("empty");
        await Assert.ThrowsAsync<BackupException>(() => RestoreAsync(backup, server.Connection(empty, user, "x")));
        Assert.Equal("0", $"{await server.ScalarAsync(null, $"SELECT COUNT(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = '{empty}'")}");
        Assert.DoesNotContain("backuptools", await DatabasesAsync(server), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(MySqlVersion.MySql97)]
    [InlineData(MySqlVersion.MariaDb118)]
    public async Task Rows_are_added_in_one_transaction_or_not_at_all(MySqlVersion version)
    {
        MySqlServer server = await MySqlServer.GetAsync(version, "restores");
        string database = await server.CreateDatabaseAsync("shop");
        await server.LoadAsync(database, Shop);
        BackupInfo backup = await BackUpAsync(server.Connection(database));
        string before = await ChecksumsAsync(server, database);
        await server.ExecuteAsync(database, "DELETE FROM `order` WHERE id > 10");
        BackupException error = await Assert.ThrowsAsync<BackupException>(() => RestoreAsync(backup, server.Connection(database), IfExists.Append));
        Assert.Contains("is as it was", error.Message, StringComparison.Ordinal);
        Assert.Equal("10", $"{await server.ScalarAsync(database, "SELECT COUNT(*) FROM `order`")}");

        await server.ExecuteAsync(database, "DELETE FROM `order`", "DELETE FROM customer", "DROP TRIGGER naming");
        await RestoreAsync(backup, server.Connection(database), IfExists.Append);
        Assert.Equal(before, await ChecksumsAsync(server, database));
    }

    /// <summary>Tables in the middle of others: foreign keys from and to those that stay are the same afterwards.</summary>
    [Theory]
    [MemberData(nameof(MySqlVersions.All), MemberType = typeof(MySqlVersions))]
    public async Task A_table_is_replaced_and_what_refers_to_it_stays(MySqlVersion version)
    {
        MySqlServer server = await MySqlServer.GetAsync(version, "restores");
        string database = await server.CreateDatabaseAsync("shop");
        await server.LoadAsync(database, Shop);
        string before = await server.DumpAsync(database);
        BackupInfo backup = await BackUpAsync(server.Connection(database));
        foreach (string table in (string[])["customer", "order"])
        {
            await server.ExecuteAsync(database, "SET foreign_key_checks = 0", $"DELETE FROM `{table}` WHERE id % 2 = 0");
            await RestoreJob.RunAsync(
                BuiltIn.Components,
                new RestoreJobOptions
                {
                    Archive = new(_storage, backup.Name), Target = server.Connection(database), IfExists = IfExists.Replace, Selection = new() { Tables = [table] },
                },
                Token);
            Assert.Equal(before, await server.DumpAsync(database));
            await Assert.ThrowsAnyAsync<Exception>(() => server.ExecuteAsync(database, "INSERT INTO `order` VALUES (5000, 5000, 'nobody')"));
        }

        await server.ExecuteAsync(database, "ALTER TABLE customer ADD COLUMN more int");
        BackupException error = await Assert.ThrowsAsync<BackupException>(() => RestoreJob.RunAsync(
            BuiltIn.Components,
            new RestoreJobOptions
            {
                Archive = new(_storage, backup.Name), Target = server.Connection(database), IfExists = IfExists.Replace, Selection = new() { Tables = ["customer"] },
            },
            Token));
        Assert.Equal(ErrorCode.DependentObjects, error.Code);
    }

    private static async Task<string> DatabasesAsync(MySqlServer server) =>
        $"{await server.ScalarAsync(null, "SELECT GROUP_CONCAT(SCHEMA_NAME) FROM information_schema.SCHEMATA")}";

    private static async Task<string> ChecksumsAsync(MySqlServer server, string database) =>
        string.Join('\n', (await server.ChecksumAsync(database)).OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{p.Key} {p.Value}"));

    private async Task<BackupInfo> BackUpAsync(DbConnectionInfo source) => (await BackupJob.RunAsync(
        BuiltIn.Components, new BackupJobOptions { Connection = source, Storages = [_storage], ChunkSize = 64 * 1024 }, Token)).Backups[0];

    private Task<RestoreResult> RestoreAsync(BackupInfo backup, DbConnectionInfo target, IfExists ifExists = IfExists.Fail) => RestoreJob.RunAsync(
        BuiltIn.Components, new RestoreJobOptions { Archive = new(_storage, backup.Name), Target = target, IfExists = ifExists }, Token);
}
