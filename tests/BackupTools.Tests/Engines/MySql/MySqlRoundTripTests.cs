using BackupTools.Archive;
using BackupTools.Backups;
using BackupTools.Jobs;
using BackupTools.Tests.Fakes;
using BackupTools.Tests.Servers.MySql;

namespace BackupTools.Tests.Engines.MySql;

/// <summary>A sample, backed up and restored: the server's own dump and <c>CHECKSUM TABLE</c> say the same of both.</summary>
public sealed class MySqlRoundTripTests
{
    private readonly MemoryStorage _storage = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(MySqlVersions.All), MemberType = typeof(MySqlVersions))]
    public async Task A_restored_database_is_the_same(MySqlVersion version)
    {
        MySqlServer server = await MySqlServer.GetAsync(version, "round trips");
        string database = await MySqlFixture.CreateAsync(server, "wide");
        BackupInfo backup = await BackUpAsync(server.Connection(database));
        string restored = $"restored_{Guid.NewGuid():n}";
        RestoreResult result = await RestoreAsync(backup, server.Connection(restored), new());
        Assert.True(result.Verified);
        Assert.Equal(await DumpAsync(server, database), await DumpAsync(server, restored));
        Assert.Equal(await ChecksumsAsync(server, database), await ChecksumsAsync(server, restored));
    }

    [Theory]
    [MemberData(nameof(MySqlVersions.All), MemberType = typeof(MySqlVersions))]
    public async Task A_replaced_database_is_the_same(MySqlVersion version)
    {
        MySqlServer server = await MySqlServer.GetAsync(version, "round trips");
        string database = await MySqlFixture.CreateAsync(server, "wide");
        BackupInfo backup = await BackUpAsync(server.Connection(database));
        string dump = await server.DumpAsync(database);
        await server.ExecuteAsync(
            database, "CREATE TABLE not_in_the_backup (id int)", "DROP VIEW m_needs_a", "DELETE FROM parents", "CREATE TRIGGER one_more BEFORE DELETE ON numbers FOR EACH ROW SET @x = 1",
            "CREATE PROCEDURE not_in_it() SELECT 1");
        Assert.NotEqual(dump, await server.DumpAsync(database));
        RestoreResult result = await RestoreAsync(backup, server.Connection(database), new(IfExists.Replace));
        Assert.True(result.Replaced);
        Assert.Equal(dump, await server.DumpAsync(database));
        Assert.Equal("", await LeftAsync(server));
    }

    [Theory]
    [MemberData(nameof(MySqlVersions.All), MemberType = typeof(MySqlVersions))]
    public async Task The_proof_passes_and_leaves_no_database(MySqlVersion version)
    {
        MySqlServer server = await MySqlServer.GetAsync(version, "round trips");
        BackupInfo backup = await BackUpAsync(server.Connection(await MySqlFixture.CreateAsync(server, "wide")));
        VerifyResult result = await VerifyJob.RunAsync(
            BuiltIn.Components,
            new VerifyJobOptions { Archive = new(_storage, backup.Name), Level = VerifyLevel.Restore, Connection = server.Connection() },
            Token);
        Assert.Empty(result.Findings);
        Assert.True(result.Passed);
        Assert.Equal("", await LeftAsync(server));
    }

    [Theory]
    [MemberData(nameof(MySqlVersions.All), MemberType = typeof(MySqlVersions))]
    public async Task An_export_is_loaded_by_the_servers_own_client(MySqlVersion version)
    {
        MySqlServer server = await MySqlServer.GetAsync(version, "round trips");
        string database = await MySqlFixture.CreateAsync(server, "wide");
        BackupInfo backup = await BackUpAsync(server.Connection(database));
        await using ArchiveReader archive = await ArchiveReader.OpenAsync(
            await _storage.OpenReadAsync(backup.Name, Token), backup.Name, BuiltIn.Components, null, Token);
        using MemoryStream output = new();
        await ((ISqlExport)BuiltIn.Components.GetEngine("mysql")).ExportSqlAsync(archive, new ExportRequest(), output, null, Token);
        string loaded = await server.CreateDatabaseAsync("loaded");
        await server.LoadAsync(loaded, output.ToArray());
        Assert.Equal(await DumpAsync(server, database), await DumpAsync(server, loaded));
    }

    /// <summary>The server's dump, without the database's own name, which stands before a sequence.</summary>
    private static async Task<string> DumpAsync(MySqlServer server, string database) =>
        (await server.DumpAsync(database)).Replace($"`{database}`.", "", StringComparison.Ordinal);

    /// <summary>That of a table with an index over the elements of an array is another after every ALTER TABLE, which changes nothing.</summary>
    private static async Task<string> ChecksumsAsync(MySqlServer server, string database) =>
        string.Join('\n', (await server.ChecksumAsync(database)).Where(p => p.Key != "many_values").OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{p.Key} {p.Value}"));

    /// <summary>The databases of ours that are left.</summary>
    private static async Task<string> LeftAsync(MySqlServer server) =>
        $"{await server.ScalarAsync(null, "SELECT COALESCE(GROUP_CONCAT(SCHEMA_NAME), '') FROM information_schema.SCHEMATA WHERE SCHEMA_NAME LIKE 'backuptools%'")}";

    private async Task<BackupInfo> BackUpAsync(DbConnectionInfo source) => (await BackupJob.RunAsync(
        BuiltIn.Components, new BackupJobOptions { Connection = source, Storages = [_storage], ChunkSize = 64 * 1024 }, Token)).Backups[0];

    private Task<RestoreResult> RestoreAsync(BackupInfo backup, DbConnectionInfo target, RestoreHow how) => RestoreJob.RunAsync(
        BuiltIn.Components,
        new RestoreJobOptions { Archive = new(_storage, backup.Name), Target = target, Verify = how.Verify, IfExists = how.IfExists },
        Token);

    private sealed record RestoreHow(IfExists IfExists = IfExists.Fail, bool Verify = true);
}
