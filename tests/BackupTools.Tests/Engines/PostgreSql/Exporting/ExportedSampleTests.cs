using BackupTools.Engines.PostgreSql.Exporting;
using BackupTools.Tests.Fakes;
using BackupTools.Tests.Engines.PostgreSql.Restoring;
using BackupTools.Tests.Servers;
using BackupTools.Tests.Servers.Dumps;

namespace BackupTools.Tests.Engines.PostgreSql.Exporting;

/// <summary>Sample databases, exported and loaded by psql: pg_dump must say the same of them as of the originals.</summary>
public sealed class ExportedSampleTests
{
    [Theory]
    [InlineData("wide", 15)]
    [InlineData("wide", 18)]
    [InlineData("names", 15)]
    [InlineData("latin1", 15)]
    [InlineData("rental", 18)]
    public async Task What_psql_loads_is_what_was_backed_up(string sample, int version)
    {
        PostgresServer server = await Fixture.GetServerAsync(sample, version);
        string original = await Fixture.CreateAsync(server, sample);
        FakeArchive archive = await RestoreFixture.BackUpAsync(server, original, chunkSize: 64 * 1024);
        string options = sample == "latin1" ? "ENCODING 'LATIN1' LOCALE 'C'" : "ENCODING 'UTF8' LOCALE 'C.UTF-8'";

        string whole = await server.CreateDatabaseAsync("whole", $"TEMPLATE template0 {options}");
        using MemoryStream script = new();
        await SqlExport.RunAsync(archive, new ExportRequest(), script, null, TestContext.Current.CancellationToken);
        await server.LoadAsync(whole, script.ToArray());
        await DumpComparison.AssertSameAsync(server, original, server, whole);

        string divided = await server.CreateDatabaseAsync("divided", $"TEMPLATE template0 {options}");
        FileCollector files = new();
        await SqlExport.RunFilesAsync(archive, new ExportRequest(), files, null, TestContext.Current.CancellationToken);
        await server.LoadAsync(divided, files.Load());
        await DumpComparison.AssertSameAsync(server, original, server, divided);
    }
}
