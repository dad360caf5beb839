using System.Text;
using BackupTools.Archive;
using BackupTools.Backups;
using BackupTools.Engines.MySql.Schema;
using BackupTools.Engines.MySql.Users;
using BackupTools.Jobs;
using BackupTools.Tests.Engines.MySql.Users;
using BackupTools.Tests.Fakes;
using BackupTools.Tests.Servers.MySql;

namespace BackupTools.Tests.Engines.MySql.Restoring;

/// <summary>The accounts that a database needs, taken to a server that does not have them.</summary>
public sealed class MySqlAccountRestoreTests
{
    private readonly MemoryStorage _storage = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(MySqlVersion.MySql97)]
    [InlineData(MySqlVersion.MariaDb118)]
    [InlineData(MySqlVersion.MariaDb1011)]
    public async Task Missing_definers_are_named_left_out_or_created_with_what_was_granted(MySqlVersion version)
    {
        (MySqlUserFixture source, string own) = await SourceAsync(version);
        string role = own + "role", reader = own + "reader", db = source.Database;
        BackupInfo backup = await BackUpAsync(source.At());
        MySqlServer target = await MySqlServer.GetAsync(version, "copies");
        string database = $"restored_{own}";
        string all = $"SELECT COALESCE(GROUP_CONCAT(CONCAT(User, '@', Host) ORDER BY User), '') FROM mysql.user WHERE User LIKE '{own}%'";

        BackupException error = await Assert.ThrowsAsync<BackupException>(() => RestoreAsync(backup, target.Connection(database)));
        Assert.Equal(ErrorCode.RoleMissing, error.Code);
        Assert.Contains($"1 account in whose name programs of the backup work: {own}@10.%.", error.Message, StringComparison.Ordinal);
        Assert.Null(await target.ScalarAsync(null, $"SELECT SCHEMA_NAME FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = '{database}'"));

        await RestoreAsync(backup, target.Connection(database), o => o with { NoOwner = true });
        Assert.Equal("root@%", await target.ScalarAsync(null, $"SELECT DEFINER FROM information_schema.VIEWS WHERE TABLE_SCHEMA = '{database}' AND TABLE_NAME = 'named'"));
        Assert.Equal("", await target.ScalarAsync(null, all));

        RestoreJobOptions options = new() { Archive = new(_storage, backup.Name), Target = target.Connection(database), IfExists = IfExists.Replace, MissingRoles = MissingRoles.Create };
        RestorePlan plan = await RestoreJob.PlanAsync(BuiltIn.Components, options, Token);
        Assert.Contains(plan.Steps, s => s.StartsWith("Creates 3 accounts that the server does not have:", StringComparison.Ordinal) && s.Contains($"{own}@10.%", StringComparison.Ordinal));
        Assert.Equal("", await target.ScalarAsync(null, all));
        RestoreResult result = await RestoreAsync(backup, target.Connection(database), o => o with { IfExists = IfExists.Replace, MissingRoles = MissingRoles.Create });
        Assert.Equal($"{own}@10.%", await target.ScalarAsync(null, $"SELECT DEFINER FROM information_schema.VIEWS WHERE TABLE_SCHEMA = '{database}' AND TABLE_NAME = 'named'"));
        Assert.Equal($"{own}@10.%,{reader}@%,{role}@{(source.IsMariaDb ? "" : "%")}", await target.ScalarAsync(null, all));
        string warnings = string.Join('\n', result.Warnings);
        Assert.Contains($"The account '{own}@10.%' was created and is locked", warnings, StringComparison.Ordinal);
        Assert.Contains("(PROCESS), which a restore does not grant", warnings, StringComparison.Ordinal);
        Assert.Equal(3, result.Warnings.Count);

        MySqlUserFixture there = await MySqlUserFixture.OnAsync(target);
        string Moved(string grant) => grant.Replace($"`{db}`", $"`{database}`", StringComparison.Ordinal).Replace($"`{database}`.*", $"`{database.Replace("_", "\\_")}`.*", StringComparison.Ordinal);
        Assert.Equal(
            (await source.GrantsAsync($"{own}@'10.%'")).Where(g => !g.Contains("ON *.*", StringComparison.Ordinal)).Select(Moved).Order(),
            (await there.GrantsAsync($"{own}@'10.%'")).Where(g => !g.Contains("ON *.*", StringComparison.Ordinal)).Order());
        string create = await there.CreateAsync($"{own}@'10.%'");
        Assert.Contains("ACCOUNT LOCK", create, StringComparison.Ordinal);
        Assert.Contains("MAX_USER_CONNECTIONS 3", create, StringComparison.Ordinal);
        Assert.Contains($"GRANT SELECT ON `{database.Replace("_", "\\_")}`.* TO `{reader}`@`%`", await there.GrantsAsync(reader));
        Assert.NotNull(await there.LoginAsync(reader, ""));
        Assert.NotNull(await there.LoginAsync(reader, "reader's"));
        // What is there already stays as it is.
        await target.ExecuteAsync(null, $"REVOKE SELECT ON `{database.Replace("_", "\\_")}`.* FROM {reader}");
        Assert.Empty((await RestoreAsync(backup, target.Connection(database), o => o with { IfExists = IfExists.Replace, MissingRoles = MissingRoles.Create })).Warnings);
        Assert.DoesNotContain(await there.GrantsAsync(reader), g => g.Contains("SELECT", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(MySqlVersion.MySql97)]
    [InlineData(MySqlVersion.MariaDb118)]
    public async Task A_hash_is_in_the_archive_only_where_it_was_asked_for_and_logs_in_then(MySqlVersion version)
    {
        (MySqlUserFixture source, string own) = await SourceAsync(version);
        string hash = $"{await source.ScalarAsync($"SELECT CONVERT(authentication_string USING utf8mb4) FROM mysql.user WHERE User = '{own}reader'")}";
        string plain = await IndexAsync(await BackUpAsync(source.At()));
        Assert.Contains($"{own}reader", plain, StringComparison.Ordinal);
        Assert.DoesNotContain("logins", plain, StringComparison.Ordinal);
        BackupInfo backup = await BackUpAsync(source.At(), withHashes: true);
        Assert.Contains("logins", await IndexAsync(backup), StringComparison.Ordinal);
        Assert.NotEmpty(hash);

        MySqlServer target = await MySqlServer.GetAsync(version, "copies");
        string database = $"restored_{own}";
        await RestoreAsync(backup, target.Connection(database), o => o with { MissingRoles = MissingRoles.Create });
        MySqlUserFixture there = await MySqlUserFixture.OnAsync(target);
        Assert.Null(await there.LoginAsync(own + "reader", "reader's"));
        Assert.NotEmpty(await BuiltIn.Components.GetEngine("mysql").GetTablesAsync(target.Connection(database, own + "reader", "reader's"), false, Token));
    }

    [Theory]
    [InlineData(MySqlVersion.MySql97)]
    [InlineData(MySqlVersion.MariaDb118)]
    public async Task A_role_that_is_there_already_is_given_to_nobody(MySqlVersion version)
    {
        (MySqlUserFixture source, string own) = await SourceAsync(version);
        BackupInfo backup = await BackUpAsync(source.At());
        MySqlServer target = await MySqlServer.GetAsync(version, "copies");
        await target.ExecuteAsync(null, $"CREATE ROLE {own}role", $"GRANT ALL PRIVILEGES ON *.* TO {own}role");
        RestoreResult result = await RestoreAsync(backup, target.Connection($"restored_{own}"), o => o with { MissingRoles = MissingRoles.Create });
        Assert.Contains(result.Warnings, w => w.Contains($"was a member of '{own}role", StringComparison.Ordinal) && w.Contains("which this restore does not create", StringComparison.Ordinal));
        MySqlUserFixture there = await MySqlUserFixture.OnAsync(target);
        Assert.DoesNotContain(await there.GrantsAsync($"{own}@'10.%'"), g => g.Contains($"{own}role", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(MySqlVersion.MySql97)]
    [InlineData(MySqlVersion.MariaDb118)]
    public async Task Accounts_go_again_where_the_restore_fails(MySqlVersion version)
    {
        (MySqlUserFixture source, string own) = await SourceAsync(version);
        // The view needs what the target does not have.
        await source.SqlAsync("CREATE DATABASE IF NOT EXISTS elsewhere", "CREATE TABLE IF NOT EXISTS elsewhere.t (id INT)", "CREATE VIEW needs_elsewhere AS SELECT id FROM elsewhere.t");
        BackupInfo backup = await BackUpAsync(source.At());
        MySqlServer target = await MySqlServer.GetAsync(version, "copies");
        await Assert.ThrowsAsync<BackupException>(() => RestoreAsync(backup, target.Connection($"restored_{own}"), o => o with { MissingRoles = MissingRoles.Create }));
        Assert.Equal("0", await target.ScalarAsync(null, $"SELECT COUNT(*) FROM mysql.user WHERE User LIKE '{own}%'"));
        Assert.Null(await target.ScalarAsync(null, $"SELECT SCHEMA_NAME FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = 'restored_{own}'"));
    }

    [Theory]
    [InlineData(MySqlVersion.MySql97)]
    [InlineData(MySqlVersion.MariaDb118)]
    public async Task Who_may_not_see_accounts_backs_up_without_them_and_is_told(MySqlVersion version)
    {
        (MySqlUserFixture source, string own) = await SourceAsync(version);
        string keeper = own + "keeper";
        await source.SqlAsync($"CREATE USER {keeper} IDENTIFIED BY 'x'", $"GRANT SELECT, SHOW VIEW, TRIGGER, EVENT, LOCK TABLES ON `{source.Database}`.* TO {keeper}");
        await source.SqlAsync("DROP PROCEDURE p", "DROP FUNCTION f");
        JobWarnings warnings = await WarningsAsync(source.At(keeper, "x"));
        Assert.Contains(warnings.Texts, w => w.Contains("does not show its accounts", StringComparison.Ordinal));
        Assert.DoesNotContain("accounts", await IndexAsync(warnings.Backup), StringComparison.Ordinal);
        BackupException denied = await Assert.ThrowsAsync<BackupException>(() => BackUpAsync(source.At(keeper, "x"), withHashes: true));
        Assert.Equal(ErrorCode.CapabilityMissing, denied.Code);
        Assert.Contains((await BuiltIn.Components.GetEngine("mysql").TestConnectionAsync(source.At(keeper, "x"), Token)).Findings, f => f.Contains("SELECT on mysql.*", StringComparison.Ordinal));
        MySqlServer target = await MySqlServer.GetAsync(version, "copies");
        BackupException error = await Assert.ThrowsAsync<BackupException>(
            () => RestoreAsync(warnings.Backup, target.Connection($"restored_{own}"), o => o with { MissingRoles = MissingRoles.Create }));
        Assert.Equal(ErrorCode.RoleMissing, error.Code);
        Assert.Contains("does not describe them", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(@"shop", "shop", true)]
    [InlineData(@"shop\_x", "shop_x", true)]
    [InlineData(@"shop\_x", "shopax", false)]
    [InlineData(@"shop_x", "shopax", true)]
    [InlineData(@"%", "", true)]
    [InlineData(@"s%p", "shop", true)]
    [InlineData(@"s%p", "shops", false)]
    [InlineData(@"%o%", "shop", true)]
    [InlineData(@"100\%", "100%", true)]
    [InlineData(@"100\%", "1000", false)]
    public void A_pattern_of_databases_means_what_the_server_means(string pattern, string database, bool expected) =>
        Assert.Equal(expected, DatabasePattern.Means(pattern, database));

    [Fact]
    public void An_account_of_an_archive_is_one_that_a_backup_writes()
    {
        SchemaAccount good = new()
        {
            User = "a", Host = "%", Limits = new Dictionary<string, string> { ["MAX_USER_CONNECTIONS"] = "3" }, Tls = "SPECIFIED", TlsDetails = new Dictionary<string, string> { ["ISSUER"] = "x" },
            Logins = [new("caching_sha2_password", "$A$")], MemberOf = [new("r", "%", true, null)],
            Grants = [new() { Privileges = [new("SELECT", ["c"])], Object = "t" }, new() { Privileges = [new("CREATE TEMPORARY TABLES", null)] }], OnServer = ["BACKUP_ADMIN"],
        };
        Assert.Null(AccountFacts.FindProblem([good, good with { Host = "h" }]));
        SchemaAccount?[] bad =
        [
            null, good with { User = "" }, good with { User = new string('x', 129) }, good with { User = "a\0" }, good with { Host = "" },
            good with { Limits = new Dictionary<string, string> { ["MAX_USER_CONNECTIONS"] = "3 ACCOUNT UNLOCK" } }, good with { Limits = new Dictionary<string, string> { ["X"] = "3" } },
            good with { Tls = "SSL; DROP" }, good with { TlsDetails = new Dictionary<string, string> { ["X"] = "3" } }, good with { Logins = [new("a b", "")] }, good with { Logins = [new("a", null!)] },
            good with { MemberOf = [new(null!, null, null, null)] }, good with { Grants = [new() { Privileges = [] }] },
            good with { Grants = [new() { Privileges = [new("SELECT ON *.* TO x", null)] }] }, good with { Grants = [new() { Privileges = [new("SELECT", null)], Keyword = "TABLE", Object = "t" }] },
            good with { Grants = [new() { Privileges = [new("EXECUTE", null)], Keyword = "FUNCTION" }] }, good with { OnServer = ["x"] },
        ];
        Assert.All(bad, b => Assert.NotNull(AccountFacts.FindProblem([b])));
        Assert.NotNull(AccountFacts.FindProblem([good, good]));
    }

    /// <summary>A database with programs of a definer, and accounts that may use it.</summary>
    private static async Task<(MySqlUserFixture Source, string Own)> SourceAsync(MySqlVersion version)
    {
        // No pattern of another test means it.
        MySqlUserFixture source = await MySqlUserFixture.OnAsync(await MySqlServer.GetAsync(version, "users"), $"d{Guid.NewGuid():n}");
        string own = source.Prefix + "own", role = own + "role", reader = own + "reader", db = source.Database, account = $"{own}@'10.%'";
        await source.SqlAsync(
            $"CREATE USER {account} IDENTIFIED BY 'x' WITH MAX_USER_CONNECTIONS 3", $"CREATE USER {reader} IDENTIFIED BY 'reader''s'", $"CREATE ROLE {role}",
            $"GRANT UPDATE ON `{db}`.* TO {role}", $"GRANT {role} TO {account}", $"GRANT PROCESS ON *.* TO {account}", $"GRANT SELECT, EXECUTE ON `{db}`.* TO {account}",
            $"GRANT INSERT (id), DELETE ON `T 1` TO {account} WITH GRANT OPTION", $"GRANT EXECUTE ON PROCEDURE p TO {account}",
            $"GRANT SELECT ON `{db[..^1]}%`.* TO {reader}", $"GRANT SELECT ON mysql.user TO {reader}",
            $"CREATE USER {source.Prefix}nobody IDENTIFIED BY 'x'",
            $"CREATE DEFINER={account} VIEW named AS SELECT id FROM `T 1`", $"CREATE DEFINER={account} PROCEDURE named() SELECT 1", "INSERT INTO `T 1` VALUES (1, 'x', 2)");
        return (source, own);
    }

    private async Task<BackupInfo> BackUpAsync(DbConnectionInfo source, bool withHashes = false) => (await BackupJob.RunAsync(
        BuiltIn.Components, new BackupJobOptions { Connection = source, Storages = [_storage], IncludePasswordHashes = withHashes }, Token)).Backups[0];

    private async Task<JobWarnings> WarningsAsync(DbConnectionInfo source)
    {
        BackupJobResult result = await BackupJob.RunAsync(BuiltIn.Components, new BackupJobOptions { Connection = source, Storages = [_storage] }, Token);
        return new(result.Backups[0], result.Warnings);
    }

    private Task<RestoreResult> RestoreAsync(BackupInfo backup, DbConnectionInfo target, Func<RestoreJobOptions, RestoreJobOptions>? how = null)
    {
        RestoreJobOptions options = new() { Archive = new(_storage, backup.Name), Target = target };
        return RestoreJob.RunAsync(BuiltIn.Components, how?.Invoke(options) ?? options, Token);
    }

    private async Task<string> IndexAsync(BackupInfo backup)
    {
        await using ArchiveReader archive = await ArchiveReader.OpenAsync(await _storage.OpenReadAsync(backup.Name, Token), backup.Name, BuiltIn.Components, null, Token);
        return await archive.ReadScriptAsync(archive.Manifest.Scripts[^1], Token);
    }

    private sealed record JobWarnings(BackupInfo Backup, IReadOnlyList<string> Texts);
}
