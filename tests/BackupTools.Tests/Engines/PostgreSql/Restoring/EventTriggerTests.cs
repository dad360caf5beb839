using BackupTools.Tests.Fakes;
using BackupTools.Tests.Servers;
using static BackupTools.Tests.Engines.PostgreSql.Restoring.RestoreFixture;

namespace BackupTools.Tests.Engines.PostgreSql.Restoring;

/// <summary>Event triggers that write rows.</summary>
public sealed class EventTriggerTests
{
    private const string Logins =
        """
        create table logins(who text, at timestamptz default now());
        create function lt() returns event_trigger language plpgsql security definer as $$begin insert into public.logins(who) values (session_user); end$$;
        create event trigger onlogin on login execute function lt();
        alter event trigger onlogin enable always;
        """;

    [Theory]
    [InlineData(17)]
    [InlineData(18)]
    public async Task A_trigger_that_writes_at_every_login_does_not_make_the_comparison_fail(int version)
    {
        PostgresServer server = await PostgresServer.GetAsync(version);
        string database = await server.CreateDatabaseAsync("logins");
        await server.PsqlAsync(database, Logins);
        FakeArchive archive = await BackUpAsync(server, database);
        string restored = NewName();
        RestoreOutcome outcome = await RestoreAsync(Request(server, restored) with { Verify = true }, archive);
        Assert.Empty(outcome.Warnings);
        Assert.Equal("A", await server.PsqlAsync(restored, "SELECT evtenabled FROM pg_event_trigger"));
    }

    /// <summary>A superuser's own work is not what they are for; the temporary table of such rows would be one.</summary>
    [Theory]
    [InlineData(17)]
    [InlineData(18)]
    public async Task Rows_are_added_where_an_event_trigger_forbids_new_tables(int version)
    {
        PostgresServer server = await PostgresServer.GetAsync(version);
        string database = await server.CreateDatabaseAsync("forbids");
        await server.PsqlAsync(
            database,
            """
            create table tree(id int primary key, parent int references tree);
            insert into tree values (1, null), (2, 1);
            """);
        FakeArchive archive = await BackUpAsync(server, database);
        await server.PsqlAsync(
            database,
            """
            truncate tree;
            create function no() returns event_trigger language plpgsql as 'begin raise exception ''no''; end';
            create event trigger forbids on ddl_command_end execute function no();
            """);
        await RestoreAsync(Request(server, database) with { IfExists = IfExists.Append }, archive);
        Assert.Equal("2", await server.PsqlAsync(database, "SELECT count(*) FROM tree"));
    }
}
