using BackupTools.Backups;
using BackupTools.Engines.MySql.Schema;
using BackupTools.Jobs;
using BackupTools.Tests.Fakes;
using BackupTools.Tests.Servers.MySql;

namespace BackupTools.Tests.Engines.MySql.Schema;

/// <summary>A database's own name in definitions: gone where it is the database, and there where a table has the same name.</summary>
public sealed class OwnDatabaseTests
{
    private readonly MemoryStorage _storage = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("select `shop`.`t`.`a` AS `a` from `shop`.`t`", "select `t`.`a` AS `a` from `t`")]
    [InlineData("select `shop`.`id` AS `id` from `shop`", "select `shop`.`id` AS `id` from `shop`")]
    [InlineData("select `shop`.`shop`.`id` AS `shop` from `shop`.`shop`", "select `shop`.`id` AS `shop` from `shop`")]
    [InlineData("select `shop`.`f`(1) AS `x`", "select `f`(1) AS `x`")]
    [InlineData("select extract(year from `shop`.`at`) AS `y` from ((`shop`.`a` join `shop`.`b` on((`shop`.`a`.`i` = `shop`.`i`))) straight_join `shop`.`c`)",
        "select extract(year from `shop`.`at`) AS `y` from ((`a` join `b` on((`a`.`i` = `shop`.`i`))) straight_join `c`)")]
    [InlineData("select trim(both 'x' from (`shop`.`n`)) from (select 'from `shop`.`t`' from `shop`.`t`) `shop`", "select trim(both 'x' from (`shop`.`n`)) from (select 'from `shop`.`t`' from `t`) `shop`")]
    [InlineData("select `other`.`shop`.`id` from `other`.`shop`", "select `other`.`shop`.`id` from `other`.`shop`")]
    public void In_a_view_the_database_is_known_by_its_place(string view, string expected) =>
        Assert.Equal(expected, OwnDatabase.RemoveFromView(view, "shop"));

    [Theory]
    [MemberData(nameof(MySqlVersions.All), MemberType = typeof(MySqlVersions))]
    public async Task A_table_with_the_name_of_its_database_keeps_its_columns(MySqlVersion version)
    {
        MySqlServer server = await MySqlServer.GetAsync(version);
        string name = await server.CreateDatabaseAsync("same");
        string other = await server.CreateDatabaseAsync("look_here");
        await server.ExecuteAsync(
            name, $"CREATE TABLE {name} (id int PRIMARY KEY, at date)", "CREATE TABLE line (id int PRIMARY KEY, up int)", $"INSERT INTO {name} VALUES (1, '2020-02-03')", "INSERT INTO line VALUES (2, 1)",
            $"CREATE TABLE {other}.far (id int)", $"INSERT INTO {other}.far VALUES (1)",
            $"CREATE VIEW near AS SELECT {name}.id, EXTRACT(YEAR FROM {name}.at) AS y FROM {name} JOIN line ON line.up = {name}.id",
            $"CREATE VIEW wide AS SELECT {name}.id, EXTRACT(YEAR FROM {name}.at) AS y FROM {name} JOIN line ON line.up = {name}.id JOIN {other}.far ON far.id = {name}.id");
        BackupInfo backup = (await BackupJob.RunAsync(
            BuiltIn.Components, new BackupJobOptions { Connection = server.Connection(name), Storages = [_storage] }, Token)).Backups[0];
        string restored = $"same_restored_{Guid.NewGuid():n}";
        await RestoreJob.RunAsync(
            BuiltIn.Components, new RestoreJobOptions { Archive = new(_storage, backup.Name), Target = server.Connection(restored), Verify = true }, Token);
        await server.ExecuteAsync(restored, $"UPDATE {name} SET at = '1999-01-01'");
        foreach (string view in (string[])["near", "wide"])
            Assert.Equal("1 1999", await server.ScalarAsync(restored, $"SELECT CONCAT(id, ' ', y) FROM {view}"));
    }
}
