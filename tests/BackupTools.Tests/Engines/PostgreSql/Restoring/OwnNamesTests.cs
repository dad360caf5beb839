using BackupTools.Tests.Fakes;
using BackupTools.Tests.Servers;
using BackupTools.Tests.Servers.Dumps;
using static BackupTools.Tests.Engines.PostgreSql.Restoring.RestoreFixture;

namespace BackupTools.Tests.Engines.PostgreSql.Restoring;

/// <summary>Functions that name others without a schema, which nobody finds under the empty search path of a restore.</summary>
public sealed class OwnNamesTests
{
    private const string Generated =
        """
        create function helper(t text) returns text language sql immutable as 'select lower($1)';
        create function slug(t text) returns text language sql immutable as 'select helper($1) || ''-x''';
        create table a(id int primary key, name text, s text generated always as (slug(name)) stored);
        insert into a(id,name) values (1,'AbC'),(2,'Dé');
        """;

    private const string InSchemaOfItsOwn =
        """
        create schema app;
        create function app.helper(t text) returns text language plpgsql immutable as 'begin return lower($1); end';
        create function app.slug(t text) returns text language plpgsql immutable as 'begin return helper($1) || ''-x''; end';
        set search_path = app;
        create table a(id int primary key, name text check (slug(name) <> ''), s text generated always as (slug(name)) stored);
        insert into a(id,name) values (1,'AbC'),(2,'Dé');
        """;

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task A_generated_column_over_a_function_that_names_another_is_restored(int version)
    {
        PostgresServer server = await PostgresServer.GetAsync(version);
        string database = await server.CreateDatabaseAsync("own_names");
        await server.PsqlAsync(database, Generated);
        await AssertRestoredAsync(server, database);
    }

    /// <summary>Servers since 17 make no index and fill no view with any other search path than their own.</summary>
    [Fact]
    public async Task An_index_or_view_over_a_function_that_names_another_is_restored()
    {
        PostgresServer server = await PostgresServer.GetAsync(15);
        string database = await server.CreateDatabaseAsync("own_names");
        await server.PsqlAsync(
            database,
            """
            create function plain(t text) returns text language sql immutable as 'select lower($1)';
            create function f_un(t text) returns text language plpgsql immutable as 'begin return plain(t); end';
            create table a(id int primary key, name text);
            insert into a values (1,'É');
            create index a_un on a (f_un(name));
            create materialized view m as select f_un(name) as name from a;
            """);
        await AssertRestoredAsync(server, database);
    }

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task The_search_path_is_the_databases_own(int version)
    {
        PostgresServer server = await PostgresServer.GetAsync(version);
        string database = await server.CreateDatabaseAsync("own_names");
        await server.PsqlAsync("postgres", $"ALTER DATABASE {database} SET search_path = app, \"o'dd\", public");
        await server.PsqlAsync(database, InSchemaOfItsOwn);
        await AssertRestoredAsync(server, database);
    }

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task Rows_are_added_to_tables_whose_functions_name_others(int version)
    {
        PostgresServer server = await PostgresServer.GetAsync(version);
        string database = await server.CreateDatabaseAsync("own_names");
        await server.PsqlAsync("postgres", $"ALTER DATABASE {database} SET search_path = app");
        await server.PsqlAsync(database, InSchemaOfItsOwn);
        FakeArchive archive = await BackUpAsync(server, database);
        await server.PsqlAsync(database, "TRUNCATE a");
        await RestoreAsync(Request(server, database) with { IfExists = IfExists.Append }, archive);
        Assert.Equal("1|abc-x\n2|dé-x", await server.PsqlAsync(database, "SELECT id, s FROM app.a ORDER BY 1"));
    }

    private static async Task AssertRestoredAsync(PostgresServer server, string database)
    {
        FakeArchive archive = await BackUpAsync(server, database);
        string restored = NewName();
        RestoreOutcome outcome = await RestoreAsync(Request(server, restored) with { Verify = true }, archive);
        Assert.Empty(outcome.Warnings);
        await DumpComparison.AssertSameAsync(server, database, server, restored);
    }
}
