using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Tests.Servers;
using BackupTools.Tests.Servers.Dumps;

namespace BackupTools.Tests.Engines.PostgreSql.Catalog.Relations;

/// <summary>What the readers find is made again in another database, and pg_dump says the same of both.</summary>
public sealed class RelationRoundTripTests
{
    public static TheoryData<string, int> Parts
    {
        get
        {
            TheoryData<string, int> parts = [];
            foreach (string part in RelationFixture.Parts.Keys)
            {
                parts.Add(part, 15);
                parts.Add(part, 18);
            }

            return parts;
        }
    }

    [Theory]
    [MemberData(nameof(Parts))]
    public async Task What_is_read_makes_the_same_again(string part, int version)
    {
        PostgresServer server = await PostgresServer.GetAsync(version);
        string source = await CreateAsync(server);
        await server.PsqlAsync(source, RelationFixture.Parts[part] + (version >= 18 ? RelationFixture.PartsOf18.GetValueOrDefault(part) : ""));

        List<SchemaItem> items = await RelationCopy.ReadAsync(server, source);

        string target = await CreateAsync(server);
        await RelationCopy.WriteAsync(server, target, items);
        await SameDumpAsync(server, source, server, target);
    }

    [Fact]
    public async Task What_is_read_on_15_makes_the_same_on_18_as_pg_dump()
    {
        PostgresServer old = await PostgresServer.GetAsync(15);
        PostgresServer recent = await PostgresServer.GetAsync(18);
        string source = await CreateAsync(old);
        foreach (string part in RelationFixture.Parts.Keys.Where(p => p != RelationFixture.PartThatPgDumpMisorders))
            await old.PsqlAsync(source, RelationFixture.Parts[part]);

        string target = await CreateAsync(recent);
        await RelationCopy.WriteAsync(recent, target, await RelationCopy.ReadAsync(old, source));

        await SameDumpAsync(old, source, recent, target);
    }

    private static async Task<string> CreateAsync(PostgresServer server)
    {
        string database = await server.CreateDatabaseAsync("r_relations", "TEMPLATE template0 ENCODING 'UTF8'");
        await server.PsqlAsync(database, RelationFixture.Globals);
        await server.PsqlAsync(database, RelationFixture.Others);
        return database;
    }

    private static Task SameDumpAsync(PostgresServer server, string source, PostgresServer targetServer, string target) =>
        DumpComparison.AssertSameAsync(
            server, source, targetServer, target,
            new DumpComparisonOptions { Arguments = ["--no-owner", "--no-privileges", "--no-comments"] });
}
