using BackupTools.Jobs;
using BackupTools.Tests.Fakes;

namespace BackupTools.Tests.Jobs;

public sealed class DatabaseSearchTests
{
    private readonly JobFixture _shop = new();

    public DatabaseSearchTests() => _shop.Engine.IsOfFiles = false;

    private static DbConnectionInfo Server => new() { Engine = "fake", Path = "shop", Database = "shop" };

    [Fact]
    public async Task A_name_that_no_database_has_is_a_failure_and_a_wildcard_only_where_it_must_match()
    {
        DatabaseChoice choice = new() { Names = ["shop", "shpo", "x*"] };

        ChosenDatabases listed = await FindAsync(choice);
        ChosenDatabases backedUp = await FindAsync(choice with { MustMatch = true });

        Assert.Equal("shop", Assert.Single(listed.Databases).Database);
        Assert.Equal(["shpo"], listed.Failures.Select(f => f.Target));
        Assert.Contains("x*", Assert.Single(listed.Warnings), StringComparison.Ordinal);
        Assert.Equal(["shpo", "x*"], backedUp.Failures.Select(f => f.Target));
        Assert.Empty(backedUp.Warnings);
    }

    [Fact]
    public async Task That_none_is_left_is_said()
    {
        ChosenDatabases found = await FindAsync(new() { Names = ["*"], Excluded = ["shop", "y*"], MustMatch = true });

        Assert.Empty(found.Databases);
        Assert.Contains("none is left", Assert.Single(found.Failures).Message, StringComparison.Ordinal);
        Assert.Contains("'y*'", Assert.Single(found.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void All_of_a_server_are_meant_only_where_that_is_said()
    {
        DbConnectionInfo unnamed = new() { Engine = "fake", Host = "db1" };

        BackupException error = Assert.Throws<BackupException>(() => DatabaseSearch.FindNamed(_shop.Components, unnamed, new()));

        Assert.Equal(ErrorCode.InvalidArgument, error.Code);
        Assert.Equal(Server, DatabaseSearch.FindNamed(_shop.Components, Server, new()));
        Assert.Equal(Server, DatabaseSearch.FindNamed(_shop.Components, Server, new() { Names = ["shop"] }));
        Assert.Null(DatabaseSearch.FindNamed(_shop.Components, Server, new() { Names = ["*"] }));
        Assert.Null(DatabaseSearch.FindNamed(_shop.Components, Server, new() { Excluded = ["x"] }));
    }

    private Task<ChosenDatabases> FindAsync(DatabaseChoice choice) =>
        DatabaseSearch.FindAsync(_shop.Components, Server, choice, JobFixture.Token);
}
