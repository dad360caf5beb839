using BackupTools.Engines.PostgreSql.Restoring.Targets;
using BackupTools.Engines.PostgreSql.Restoring.Work;
using BackupTools.Tests.Servers;
using static BackupTools.Tests.Engines.PostgreSql.Restoring.RestoreFixture;

namespace BackupTools.Tests.Engines.PostgreSql.Restoring;

/// <summary>What is built from an archive can always be dropped again.</summary>
public sealed class WorkDatabaseTests
{
    private const string Subscription = "CREATE SUBSCRIPTION {0} CONNECTION 'dbname=nowhere' PUBLICATION p WITH (connect = false, slot_name = 'others')";

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task A_template_with_subscriptions_can_be_dropped_where_it_is_ours(int version)
    {
        PostgresServer server = await PostgresServer.GetAsync(version);
        string database = await server.CreateDatabaseAsync("template_dropped", "TEMPLATE template0");
        await server.PsqlAsync(database, Subscription.Replace("{0}", NewName("sub"), StringComparison.Ordinal));
        await server.PsqlAsync("postgres", $"ALTER DATABASE {database} IS_TEMPLATE true");
        TargetServer target = await TargetServer.FindAsync(server.Connection(database), Token);
        Assert.True(await WorkDatabase.DropAsync(target, database, isOurs: true));
        Assert.Equal("", await DatabasesAsync(server, database));
    }
}
