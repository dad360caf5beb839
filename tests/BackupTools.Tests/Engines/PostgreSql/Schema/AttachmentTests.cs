using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Tests.Servers;

namespace BackupTools.Tests.Engines.PostgreSql.Schema;

/// <summary>Owners, comments, privileges and settings, against a server; pg_dump is the judge.</summary>
public sealed class AttachmentTests
{
    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task Restored_scripts_give_the_same_dump(int version)
    {
        PostgresServer server = await PostgresServer.GetAsync(version);
        string source = await AttachmentFixture.CreateAsync(server);
        IReadOnlyList<SchemaEntry> entries = await ScriptRestore.ReadAsync(server, source);
        string restored = await ScriptRestore.RestoreAsync(server, entries);
        Assert.Equal(await ScriptRestore.DumpAsync(server, source), await ScriptRestore.DumpAsync(server, restored));
        Assert.Equal(
            SchemaScripts.Write(entries).Select(s => s.Text.Replace(source, restored, StringComparison.Ordinal)),
            SchemaScripts.Write(await ScriptRestore.ReadAsync(server, restored)).Select(s => s.Text));
    }
}
