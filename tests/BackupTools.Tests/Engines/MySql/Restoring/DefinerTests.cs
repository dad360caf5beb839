using System.Text;
using BackupTools.Archive;
using BackupTools.Backups;
using BackupTools.Jobs;
using BackupTools.Tests.Fakes;
using BackupTools.Tests.Servers.MySql;

namespace BackupTools.Tests.Engines.MySql.Restoring;

/// <summary>In whose name what is restored works: as the backup says, in that of whoever restores, or in another's.</summary>
public sealed class DefinerTests
{
    private readonly MemoryStorage _storage = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(MySqlVersions.All), MemberType = typeof(MySqlVersions))]
    public async Task Definers_are_kept_left_out_or_changed(MySqlVersion version)
    {
        MySqlServer server = await MySqlServer.GetAsync(version);
        string first = $"def{Guid.NewGuid():n}"[..12], second = $"Odd ` '{first}";
        BackupInfo backup = await BackUpAsync(server, first, second);
        Assert.Equal(
            $"e {first}@%, f {first}@%, p {second}@localhost, t {first}@%, v {second}@localhost", await RestoredAsync(server, backup, DefinerRule.Keep));
        string me = (await server.ScalarAsync(null, "SELECT CURRENT_USER()"))!;
        Assert.Equal($"e {me}, f {me}, p {me}, t {me}, v {me}", await RestoredAsync(server, backup, DefinerRule.Strip));
        Assert.Equal($"e {me}, f {me}, p {me}, t {me}, v {me}", await RestoredAsync(server, backup, DefinerRule.Keep, noOwner: true));
        DefinerRule map = DefinerRule.Map(new Dictionary<string, string> { [first] = $"'{second}'@localhost" });
        Assert.Equal(
            $"e {second}@localhost, f {second}@localhost, p {second}@localhost, t {second}@localhost, v {second}@localhost", await RestoredAsync(server, backup, map));

        // An export says the same.
        await using ArchiveReader archive = await ArchiveReader.OpenAsync(
            await _storage.OpenReadAsync(backup.Name, Token), backup.Name, BuiltIn.Components, null, Token);
        using MemoryStream output = new();
        await ((ISqlExport)BuiltIn.Components.GetEngine("mysql")).ExportSqlAsync(archive, new ExportRequest { Definers = DefinerRule.Strip }, output, null, Token);
        Assert.DoesNotContain("CREATE DEFINER=", Encoding.UTF8.GetString(output.ToArray()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_account_that_is_in_no_program_or_is_none_is_refused()
    {
        MySqlServer server = await MySqlServer.GetAsync(MySqlVersion.MariaDb118);
        string first = $"def{Guid.NewGuid():n}"[..12];
        BackupInfo backup = await BackUpAsync(server, first, first + "2");
        BackupException unknown = await FailsAsync(new Dictionary<string, string> { ["nobody@%"] = "x@y" });
        Assert.Contains("names 'nobody@%', in whose name nothing in the backup works.", unknown.Message, StringComparison.Ordinal);
        Assert.Contains($"'{first}@%'", unknown.Remedy, StringComparison.Ordinal);
        Assert.Contains("is no account", (await FailsAsync(new Dictionary<string, string> { [$"{first}@%"] = "@y" })).Message, StringComparison.Ordinal);

        async Task<BackupException> FailsAsync(Dictionary<string, string> accounts)
        {
            BackupException error = await Assert.ThrowsAsync<BackupException>(() => RestoredAsync(server, backup, DefinerRule.Map(accounts)));
            Assert.Equal(ErrorCode.InvalidArgument, error.Code);
            return error;
        }
    }

    [Fact]
    public async Task Of_two_settings_about_definers_one_is_refused()
    {
        MySqlServer server = await MySqlServer.GetAsync(MySqlVersion.MariaDb118);
        string first = $"def{Guid.NewGuid():n}"[..12];
        BackupInfo backup = await BackUpAsync(server, first, first + "2");
        BackupException error = await Assert.ThrowsAsync<BackupException>(
            () => RestoredAsync(server, backup, DefinerRule.Map(new Dictionary<string, string> { [first] = "x@y" }), noOwner: true));
        Assert.Equal(ErrorCode.InvalidArgument, error.Code);
    }

    private async Task<BackupInfo> BackUpAsync(MySqlServer server, string first, string second)
    {
        string database = await server.CreateDatabaseAsync("definers");
        string odd = $"{MySqlServer.Quoted(second)}@`localhost`";
        await server.ExecuteAsync(null, $"CREATE USER {first}@'%' IDENTIFIED BY 'Pass-word-1'", $"CREATE USER {odd} IDENTIFIED BY 'Pass-word-1'");
        await server.ExecuteAsync(
            database, "CREATE TABLE a (id int)", $"CREATE DEFINER = {odd} SQL SECURITY DEFINER VIEW v AS SELECT 1 AS `DEFINER=x`",
            $"CREATE DEFINER = {first}@'%' FUNCTION f() RETURNS int DETERMINISTIC NO SQL RETURN 1", $"CREATE DEFINER = {odd} PROCEDURE p() SELECT 'DEFINER=`x`@`y`'",
            $"CREATE DEFINER = {first}@'%' TRIGGER t BEFORE INSERT ON a FOR EACH ROW SET NEW.id = 1",
            $"CREATE DEFINER = {first}@'%' EVENT e ON SCHEDULE EVERY 1 DAY DISABLE DO DO 1");
        return (await BackupJob.RunAsync(
            BuiltIn.Components, new BackupJobOptions { Connection = server.Connection(database), Storages = [_storage] }, Token)).Backups[0];
    }

    private async Task<string> RestoredAsync(MySqlServer server, BackupInfo backup, DefinerRule rule, bool noOwner = false)
    {
        string restored = $"definers_{Guid.NewGuid():n}";
        await RestoreJob.RunAsync(
            BuiltIn.Components,
            new RestoreJobOptions { Archive = new(_storage, backup.Name), Target = server.Connection(restored), Definers = rule, NoOwner = noOwner }, Token);
        return (await server.ScalarAsync(null, $"""
            SELECT GROUP_CONCAT(CONCAT(name, ' ', definer) ORDER BY name SEPARATOR ', ') FROM (
                SELECT TABLE_NAME AS name, DEFINER AS definer FROM information_schema.VIEWS WHERE TABLE_SCHEMA = '{restored}'
                UNION ALL SELECT ROUTINE_NAME, DEFINER FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = '{restored}'
                UNION ALL SELECT TRIGGER_NAME, DEFINER FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = '{restored}'
                UNION ALL SELECT EVENT_NAME, DEFINER FROM information_schema.EVENTS WHERE EVENT_SCHEMA = '{restored}') everything
            """))!;
    }
}
