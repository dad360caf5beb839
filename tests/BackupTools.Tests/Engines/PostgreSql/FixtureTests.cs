using BackupTools.Tests.Servers;
using BackupTools.Tests.Servers.Dumps;

namespace BackupTools.Tests.Engines.PostgreSql;

/// <summary>Every sample loads, and a copy that pg_dump and psql make of it is the same to the judge.</summary>
public sealed class FixtureTests
{
    public static TheoryData<string, int, int> Cases
    {
        get
        {
            TheoryData<string, int, int> cases = [];
            foreach (string name in Fixture.Names)
            {
                cases.Add(name, 15, 15);
                cases.Add(name, 18, 18);
                cases.Add(name, 15, 18);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_copy_by_the_servers_own_tools_is_the_same(string fixture, int from, int to)
    {
        PostgresServer original = await Fixture.GetServerAsync(fixture, from);
        PostgresServer target = await Fixture.GetServerAsync(fixture, to);
        string database = await Fixture.CreateAsync(original, fixture);
        string copy = await DumpComparison.CopyAsync(target, original, database, target);
        await DumpComparison.AssertSameAsync(
            original, database, target, copy, new DumpComparisonOptions { DatabaseProperties = true, UserMappingPasswords = true });
    }
}
