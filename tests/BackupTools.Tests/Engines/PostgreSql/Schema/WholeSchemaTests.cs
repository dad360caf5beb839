using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Tests.Servers;
using BackupTools.Tests.Servers.Dumps;

namespace BackupTools.Tests.Engines.PostgreSql.Schema;

/// <summary>Whole databases, their definitions made again with psql from the scripts of an archive.</summary>
public sealed class WholeSchemaTests
{
    [Theory]
    [InlineData("wide", 15, 15)]
    [InlineData("wide", 18, 18)]
    [InlineData("rental", 15, 15)]
    [InlineData("music", 18, 18)]
    public async Task The_scripts_make_the_same_schema(string fixture, int version, int targetVersion)
    {
        PostgresServer server = await Fixture.GetServerAsync(fixture, version);
        PostgresServer target = await Fixture.GetServerAsync(fixture, targetVersion);
        string source = await Fixture.CreateAsync(server, fixture);
        IReadOnlyList<SchemaEntry> entries = await ScriptRestore.ReadAsync(server, source);
        string restored = await ScriptRestore.RestoreAsync(target, entries);
        await DumpComparison.AssertSameAsync(server, source, target, restored, new DumpComparisonOptions { DatabaseProperties = true, Arguments = ["--schema-only"] });
    }
}
