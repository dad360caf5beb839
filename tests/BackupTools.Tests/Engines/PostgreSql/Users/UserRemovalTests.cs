namespace BackupTools.Tests.Engines.PostgreSql.Users;

public sealed class UserRemovalTests
{
    private const string Owned =
        """
        CREATE ROLE app LOGIN; CREATE ROLE heir; GRANT ALL ON SCHEMA s TO app; GRANT SELECT ON s."T 1" TO app;
        SET ROLE app; CREATE TABLE s.mine (id int); INSERT INTO s.mine VALUES (1);
        """;

    [Fact]
    public async Task An_owner_goes_only_where_it_is_said_what_becomes_of_it()
    {
        await using UserFixture users = await UserFixture.StartAsync(15);
        await users.SqlAsync(Owned, "shop");
        BackupException error = await users.FailsAsync(ErrorCode.UserOwnsObjects, new UserRemoval("app", null, false, false), "postgres");
        Assert.Contains("'app' owns 1 object in the database 'shop'.", error.Message, StringComparison.Ordinal);
        await users.FailsAsync(ErrorCode.InvalidArgument, new UserRemoval("app", "heir", true, false));
        await users.FailsAsync(ErrorCode.InvalidArgument, new UserRemoval("app", "app", false, false));
        await users.FailsAsync(ErrorCode.UserNotFound, new UserRemoval("app", "nobody", false, false));
        Assert.Equal("1", await users.SqlAsync("SELECT count(*) FROM s.mine", "shop"));
        Assert.Equal("1", await users.SqlAsync("SELECT count(*) FROM pg_roles WHERE rolname = 'app'"));
    }

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task What_it_owns_goes_to_the_heir_in_every_database(int version)
    {
        await using UserFixture users = await UserFixture.StartAsync(version);
        await users.SqlAsync(Owned, "shop");
        await users.SqlAsync("ALTER DATABASE sales OWNER TO app; CREATE TABLE t (); ALTER TABLE t OWNER TO app", "sales");
        UserPlan plan = await users.PlanAsync(new UserRemoval("app", "heir", false, false), "postgres");
        Assert.Equal(["sales", "sales", "shop", "shop", "postgres", "postgres", "postgres"], plan.Steps.Select(s => s.Database));
        await users.RunAsync(new UserRemoval("app", "heir", false, false), "postgres");

        Assert.Equal("heir", await users.SqlAsync("SELECT tableowner FROM pg_tables WHERE tablename = 'mine'", "shop"));
        Assert.Equal("heir", await users.SqlAsync("SELECT tableowner FROM pg_tables WHERE tablename = 't'", "sales"));
        Assert.Equal("heir", await users.SqlAsync("SELECT datdba::regrole FROM pg_database WHERE datname = 'sales'"));
        Assert.Equal("0", await users.SqlAsync("SELECT count(*) FROM pg_roles WHERE rolname = 'app'"));
    }

    [Fact]
    public async Task What_it_owns_is_dropped_where_that_is_said_but_no_database()
    {
        await using UserFixture users = await UserFixture.StartAsync(15);
        await users.SqlAsync(Owned, "shop");
        await users.SqlAsync("ALTER DATABASE sales OWNER TO app");
        BackupException error = await users.FailsAsync(ErrorCode.UserOwnsObjects, new UserRemoval("app", null, true, false));
        Assert.Contains("the database 'sales', which -DropOwned does not drop", error.Message, StringComparison.Ordinal);
        await users.SqlAsync("ALTER DATABASE sales OWNER TO postgres");
        await users.RunAsync(new UserRemoval("app", null, true, false));
        Assert.Equal("0", await users.SqlAsync("SELECT count(*) FROM pg_class WHERE relname = 'mine'", "shop"));
        Assert.Equal("t", await users.SqlAsync("SELECT relacl IS NULL OR relacl::text NOT LIKE '%app%' FROM pg_class WHERE relname = 'T 1'", "shop"));
    }

    [Fact]
    public async Task A_role_that_comes_to_own_something_after_the_planning_is_not_dropped_with_it()
    {
        await using UserFixture users = await UserFixture.StartAsync(15);
        await users.SqlAsync("CREATE ROLE app LOGIN; GRANT ALL ON SCHEMA s TO app", "shop");
        UserPlan plan = await users.PlanAsync(new UserRemoval("app", null, false, false));
        await users.SqlAsync("SET ROLE app; CREATE TABLE s.late ()", "shop");
        BackupException error = await Assert.ThrowsAsync<BackupException>(
            () => BackupTools.Jobs.UserJob.RunAsync(BuiltIn.Components, users.At(), plan, UserFixture.Token));
        Assert.Equal(ErrorCode.UserChangeFailed, error.Code);
        Assert.Contains("owns objects by now", error.Message, StringComparison.Ordinal);
        Assert.Equal("1", await users.SqlAsync("SELECT count(*) FROM pg_class WHERE relname = 'late'", "shop"));
    }

    [Fact]
    public async Task A_database_where_it_fails_is_as_it_was_and_the_error_says_where_it_was_done()
    {
        await using UserFixture users = await UserFixture.StartAsync(15);
        await users.SqlAsync(Owned, "shop");
        await users.SqlAsync("CREATE TABLE a (id int PRIMARY KEY); ALTER TABLE a OWNER TO app", "sales");
        await users.SqlAsync("RESET ROLE; CREATE VIEW s.depends AS SELECT * FROM s.mine", "shop");
        BackupException error = await users.FailsAsync(ErrorCode.UserChangeFailed, new UserRemoval("app", null, true, false), "postgres");
        Assert.Contains("In 'sales' it was done before, and stays.", error.Message, StringComparison.Ordinal);
        Assert.Equal("1", await users.SqlAsync("SELECT count(*) FROM s.mine", "shop"));
        Assert.Equal("1", await users.SqlAsync("SELECT count(*) FROM pg_roles WHERE rolname = 'app'"));
    }

    [Fact]
    public async Task Open_sessions_are_told_and_a_closed_database_stands_in_the_way()
    {
        await using UserFixture users = await UserFixture.StartAsync(15);
        await users.SqlAsync("CREATE ROLE app LOGIN; GRANT CREATE ON DATABASE sales TO app");
        await users.SqlAsync("CREATE TABLE t (); GRANT SELECT ON t TO app", "sales");
        await users.SqlAsync("ALTER DATABASE sales ALLOW_CONNECTIONS false");
        BackupException error = await users.FailsAsync(ErrorCode.UserOwnsObjects, new UserRemoval("app", null, false, false));
        Assert.Contains("'sales', which takes no connections", error.Message, StringComparison.Ordinal);
    }
}
