using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Tests.Servers;

namespace BackupTools.Tests.Engines.PostgreSql.Catalog;

public class ForeignDataReaderTests
{
    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public Task Wrappers_servers_and_mappings_come_back(int version) => CatalogRoundTrip.CheckAsync(version, """
        CREATE EXTENSION postgres_fdw;
        CREATE FUNCTION public.@5(text[], oid) RETURNS boolean LANGUAGE sql AS 'SELECT true';
        CREATE FOREIGN DATA WRAPPER @3;
        CREATE FOREIGN DATA WRAPPER @1 HANDLER public.postgres_fdw_handler VALIDATOR public.@5 OPTIONS (debug 'true', @3 'it''s = \', "empty" '');
        CREATE SERVER @2 TYPE 'it''s' VERSION '1.0 \' FOREIGN DATA WRAPPER @3 OPTIONS (@4 'a=b');
        CREATE SERVER @6 FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host 'nowhere', dbname 'd', fetch_size '10');
        CREATE USER MAPPING FOR PUBLIC SERVER @6;
        CREATE USER MAPPING FOR postgres SERVER @6 OPTIONS (user 'me', password_required 'false');
        CREATE USER MAPPING FOR pg_monitor SERVER @2 OPTIONS ("Odd key" 'v');
        """);

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task Secrets_are_left_out(int version)
    {
        PostgresServer server = await PostgresServer.GetAsync(version);
        IReadOnlyList<SchemaItem> items = await CatalogRoundTrip.ReadAsync(server, """
            CREATE FOREIGN DATA WRAPPER w;
            CREATE SERVER s FOREIGN DATA WRAPPER w OPTIONS (host 'here', "AWS_Secret_Access_Key" 'hidden');
            CREATE USER MAPPING FOR PUBLIC SERVER s OPTIONS (user 'me', password 'hidden', passwd 'hidden', sslpassword 'hidden', token 'hidden');
            CREATE USER MAPPING FOR postgres SERVER s OPTIONS ("Password" 'hidden');
            """);

        Assert.DoesNotContain(items, i => i.Create.Contains("hidden", StringComparison.Ordinal));
        Assert.Contains(items, i => i.Create.Contains("OPTIONS (\"host\" 'here')", StringComparison.Ordinal));
        Assert.Contains(items, i => i.Create.Contains("OPTIONS (\"user\" 'me')", StringComparison.Ordinal));
        SchemaItem mine = items.Single(i => i.Kind == ItemKind.UserMapping && i.Roles.Contains("postgres"));
        Assert.Equal("CREATE USER MAPPING FOR \"postgres\" SERVER \"s\";\n", mine.Create);
    }

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task An_ordinary_role_reads_mappings_without_what_it_may_not_see(int version)
    {
        PostgresServer server = await PostgresServer.GetAsync(version);
        string database = await server.CreateDatabaseAsync("masked");
        string role = database + "_role";
        await server.PsqlAsync(database, $"""
            CREATE ROLE "{role}" LOGIN;
            CREATE FOREIGN DATA WRAPPER w;
            CREATE SERVER s FOREIGN DATA WRAPPER w;
            CREATE USER MAPPING FOR postgres SERVER s OPTIONS (user 'me');
            """);

        IReadOnlyList<SchemaItem> items = await CatalogRoundTrip.ReadDatabaseAsync(server, database, role);

        Assert.Equal("CREATE USER MAPPING FOR \"postgres\" SERVER \"s\";\n", items.Single(i => i.Kind == ItemKind.UserMapping).Create);
    }
}
