using BackupTools.Archive;
using BackupTools.Backups;
using BackupTools.Jobs;
using BackupTools.Tests.Fakes;
using BackupTools.Tests.Servers.MySql;

namespace BackupTools.Tests.Engines.MySql.Reading;

/// <summary>How the moment of a backup is chosen with the grants that a user has, and that it is one moment.</summary>
public sealed class MySqlConsistencyTests
{
    private const string Tables = """
        CREATE TABLE a (id int PRIMARY KEY, amount bigint NOT NULL, filler varchar(500));
        CREATE TABLE b (id int PRIMARY KEY, amount bigint NOT NULL, filler varchar(500));
        INSERT INTO a WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 500) SELECT i, 1000, REPEAT('x', 400) FROM n;
        INSERT INTO b SELECT * FROM a;
        """;

    private readonly MemoryStorage _storage = new();

    public static TheoryData<MySqlVersion, string, string> Grants
    {
        get
        {
            TheoryData<MySqlVersion, string, string> cases = [];
            foreach (MySqlVersion version in Enum.GetValues<MySqlVersion>())
            {
                cases.Add(version, "SELECT, RELOAD, LOCK TABLES, SHOW VIEW, TRIGGER, EVENT", "GlobalReadLock");
                cases.Add(version, "SELECT, LOCK TABLES, SHOW VIEW, TRIGGER, EVENT", "TableLocks");
                cases.Add(version, "SELECT, SHOW VIEW, TRIGGER, EVENT", "PositionCompared");
            }

            return cases;
        }
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Grants))]
    public async Task The_mildest_lock_that_the_grants_allow_is_used_and_written_down(MySqlVersion version, string grants, string way)
    {
        MySqlServer server = await MySqlServer.GetAsync(version, "grants");
        string database = await server.CreateDatabaseAsync("ladder");
        await server.LoadAsync(database, Tables);
        DbConnectionInfo connection = await AccountAsync(server, database, grants);
        BackupInfo backup = await BackUpAsync(connection);
        Assert.Equal(way, (await ManifestAsync(backup)).Properties["consistency"]);
    }

    /// <summary>Money moves between two tables all the time, and the sum is always the same: in the backup it is too.</summary>
    [Theory]
    [MemberData(nameof(Grants))]
    public async Task A_backup_of_tables_that_are_written_to_is_of_one_moment(MySqlVersion version, string grants, string way)
    {
        MySqlServer server = await MySqlServer.GetAsync(version, "grants");
        string database = await server.CreateDatabaseAsync("busy");
        await server.LoadAsync(database, Tables);
        DbConnectionInfo connection = await AccountAsync(server, database, grants);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        Task[] writers = [.. Enumerable.Range(0, 3).Select(i => WriteAsync(server, database, i, stop.Token))];
        List<BackupInfo> backups = [];
        for (int i = 0; i < 3; i++)
            backups.Add(await BackUpAsync(connection));
        await stop.CancelAsync();
        await Task.WhenAll(writers);

        foreach (BackupInfo backup in backups)
        {
            string used = (await ManifestAsync(backup)).Properties["consistency"];
            Assert.True(used == way || way == "PositionCompared", used);
            string restored = $"busy_restored_{Guid.NewGuid():n}";
            await RestoreJob.RunAsync(
                BuiltIn.Components, new RestoreJobOptions { Archive = new(_storage, backup.Name), Target = server.Connection(restored), Verify = true }, Token);
            Assert.Equal("1000000", $"{await server.ScalarAsync(restored, "SELECT (SELECT SUM(amount) FROM a) + (SELECT SUM(amount) FROM b)")}");
        }
    }

    [Theory]
    [MemberData(nameof(MySqlVersions.All), MemberType = typeof(MySqlVersions))]
    public async Task A_table_is_not_altered_while_it_is_read(MySqlVersion version)
    {
        MySqlServer server = await MySqlServer.GetAsync(version, "grants");
        string database = await server.CreateDatabaseAsync("altered");
        await server.LoadAsync(database, Tables);
        await using (await BuiltIn.Components.GetEngine("mysql").OpenBackupAsync(new BackupRequest { Connection = server.Connection(database) }, Token))
        {
            await Assert.ThrowsAnyAsync<Exception>(() => server.ExecuteAsync(
                database, "SET SESSION lock_wait_timeout = 1", "ALTER TABLE a ADD COLUMN more int"));
        }

        await server.ExecuteAsync(database, "SET SESSION lock_wait_timeout = 10", "ALTER TABLE a ADD COLUMN more int");
    }

    [Theory]
    [MemberData(nameof(MySqlVersions.All), MemberType = typeof(MySqlVersions))]
    public async Task What_is_altered_all_the_same_fails_the_backup(MySqlVersion version)
    {
        MySqlServer server = await MySqlServer.GetAsync(version, "grants");
        string database = await server.CreateDatabaseAsync("redefined");
        await server.LoadAsync(database, Tables + "CREATE VIEW v AS SELECT id FROM a;");
        DbConnectionInfo connection = await AccountAsync(server, database, "SELECT, SHOW VIEW, TRIGGER, EVENT");
        await using IBackupSource source = await BuiltIn.Components.GetEngine("mysql").OpenBackupAsync(new BackupRequest { Connection = connection }, Token);
        await server.ExecuteAsync(database, "ALTER VIEW v AS SELECT id, amount FROM a");
        ChunkBuffer rows = new();
        foreach (IBackupPart part in source.Parts)
        {
            while (await part.ReadNextAsync(rows, Token) is not null)
                rows.Clear();
        }

        BackupException error = await Assert.ThrowsAsync<BackupException>(() => source.CompleteAsync(Token));
        Assert.Equal(ErrorCode.DatabaseChanged, error.Code);
        Assert.Contains("'v'", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(MySqlVersions.All), MemberType = typeof(MySqlVersions))]
    public async Task A_session_that_is_killed_fails_the_backup_and_leaves_nothing(MySqlVersion version)
    {
        MySqlServer server = await MySqlServer.StartPrivateAsync(version);
        await using (server)
        {
            string database = await server.CreateDatabaseAsync("killed");
            await server.LoadAsync(database, Tables);
            await using IBackupSource source = await BuiltIn.Components.GetEngine("mysql").OpenBackupAsync(
                new BackupRequest { Connection = server.Connection(database) }, Token);
            await server.KillAsync();
            BackupException error = await Assert.ThrowsAsync<BackupException>(async () =>
            {
                foreach (IBackupPart part in source.Parts)
                {
                    while (await part.ReadNextAsync(new ChunkBuffer(), Token) is not null)
                    {
                    }
                }

                await source.CompleteAsync(Token);
            });
            Assert.Contains(error.Code, (ErrorCode[])[ErrorCode.ConnectionLost, ErrorCode.ServerUnreachable]);
        }

        Assert.Empty(_storage.Names);
    }

    private static async Task<DbConnectionInfo> AccountAsync(MySqlServer server, string database, string grants)
    {
        string name = $"u{Guid.NewGuid():n}"[..20];
        await server.ExecuteAsync(null, $"CREATE USER '{name}'@'%' IDENTIFIED BY 'secret'");
        bool reloads = grants.Contains("RELOAD", StringComparison.Ordinal);
        await server.ExecuteAsync(null, $"GRANT {grants.Replace("RELOAD, ", "", StringComparison.Ordinal)} ON `{database}`.* TO '{name}'@'%'");
        if (reloads)
            await server.ExecuteAsync(null, $"GRANT RELOAD ON *.* TO '{name}'@'%'");
        return server.Connection(database, name, "secret");
    }

    private static async Task WriteAsync(MySqlServer server, string database, int seed, CancellationToken stop)
    {
        Random random = new(seed);
        await using MySqlConnector.MySqlConnection connection = await server.OpenAsync(database);
        while (!stop.IsCancellationRequested)
        {
            await using MySqlConnector.MySqlTransaction transaction = await connection.BeginTransactionAsync(CancellationToken.None);
            int amount = random.Next(100);
            foreach (string sql in (string[])[$"UPDATE a SET amount = amount - {amount} WHERE id = {random.Next(1, 501)}", $"UPDATE b SET amount = amount + {amount} WHERE id = {random.Next(1, 501)}"])
            {
                await using MySqlConnector.MySqlCommand command = new(sql, connection, transaction);
                await command.ExecuteNonQueryAsync(CancellationToken.None);
            }

            await transaction.CommitAsync(CancellationToken.None);
        }
    }

    private async Task<ArchiveManifest> ManifestAsync(BackupInfo backup)
    {
        await using ArchiveReader archive = await ArchiveReader.OpenAsync(
            await _storage.OpenReadAsync(backup.Name, Token), backup.Name, BuiltIn.Components, null, Token);
        return archive.Manifest;
    }

    private async Task<BackupInfo> BackUpAsync(DbConnectionInfo source) => (await BackupJob.RunAsync(
        BuiltIn.Components, new BackupJobOptions { Connection = source, Storages = [_storage], ChunkSize = 16 * 1024, Parallelism = 3 }, Token)).Backups[0];
}
