using BackupTools.Tests.Fakes;
using BackupTools.Tests.Servers;
using BackupTools.Tests.Servers.Dumps;
using static BackupTools.Tests.Engines.PostgreSql.Restoring.RestoreFixture;

namespace BackupTools.Tests.Engines.PostgreSql.Restoring;

/// <summary>Checks whose functions read other tables, in which the rows must be before.</summary>
public sealed class ReadingChecksTests
{
    private const string Sample =
        """
        create table z_kinds(name text primary key);
        create function known(t text) returns boolean language plpgsql as 'begin return exists (select from public.z_kinds where name = t); end';
        create domain kind as text constraint is_known check (known(value));
        create table a_items(id int, kind text constraint known check (known(kind)), other kind);
        create table parts(id int, kind text constraint known check (known(kind))) partition by list (id);
        create table parts_1 partition of parts for values in (1);
        create table base(kind text check (known(kind)));
        create table child(x int) inherits (base);
        comment on constraint known on a_items is 'looks elsewhere';
        insert into z_kinds values ('x');
        insert into a_items select g, 'x', 'x' from generate_series(1, 50) g;
        insert into parts values (1, 'x');
        insert into child values ('x', 1);
        """;

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task They_are_made_when_all_rows_are_in(int version)
    {
        PostgresServer server = await PostgresServer.GetAsync(version);
        string database = await server.CreateDatabaseAsync("reading_checks");
        await server.PsqlAsync(database, Sample);
        FakeArchive archive = await BackUpAsync(server, database);
        string restored = NewName();
        RestoreOutcome outcome = await RestoreAsync(Request(server, restored) with { Parallelism = 1, Verify = true }, archive);
        Assert.Empty(outcome.Warnings);
        await DumpComparison.AssertSameAsync(server, database, server, restored);
    }

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task Where_rows_break_them_they_hold_for_new_ones_and_that_is_told(int version)
    {
        PostgresServer server = await PostgresServer.GetAsync(version);
        string database = await server.CreateDatabaseAsync("reading_checks");
        await server.PsqlAsync(database, Sample + "delete from z_kinds;");
        FakeArchive archive = await BackUpAsync(server, database);
        string restored = NewName();
        RestoreOutcome outcome = await RestoreAsync(Request(server, restored) with { Verify = true }, archive);
        Assert.Equal(4, outcome.Warnings.Count(w => w.Contains("NOT VALID", StringComparison.Ordinal)));
        Assert.Equal("50", await server.PsqlAsync(restored, "SELECT count(*) FROM a_items"));
        Assert.Equal("f", await server.PsqlAsync(restored, "SELECT convalidated FROM pg_constraint WHERE conrelid = 'a_items'::regclass AND contype = 'c'"));
    }
}
