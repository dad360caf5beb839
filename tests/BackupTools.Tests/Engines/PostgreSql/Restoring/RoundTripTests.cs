using BackupTools.Engines.PostgreSql;
using BackupTools.Engines.PostgreSql.Exporting;
using BackupTools.Tests.Fakes;
using BackupTools.Tests.Servers;
using BackupTools.Tests.Servers.Dumps;
using static BackupTools.Tests.Engines.PostgreSql.Restoring.RestoreFixture;

namespace BackupTools.Tests.Engines.PostgreSql.Restoring;

/// <summary>Sample databases, backed up, restored, exported and loaded: pg_dump must say the same of all of them.</summary>
public sealed class RoundTripTests
{
    public static TheoryData<string, int, int> Samples
    {
        get
        {
            TheoryData<string, int, int> samples = [];
            foreach (string name in Fixture.Names)
            {
                samples.Add(name, 15, 15);
                samples.Add(name, 18, 18);
                samples.Add(name, 15, 18);
            }

            return samples;
        }
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task What_is_restored_is_what_was_backed_up(string sample, int from, int to)
    {
        (PostgresServer source, PostgresServer target) = (await Fixture.GetServerAsync(sample, from), await Fixture.GetServerAsync(sample, to));
        string original = await Fixture.CreateAsync(source, sample);
        string restored = NewName();
        await RestoreAsync(Request(target, restored) with { Verify = true }, await BackUpAsync(source, original));
        await DumpComparison.AssertSameAsync(
            source, original, target, restored, new DumpComparisonOptions { DatabaseProperties = true });
    }

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
        FakeArchive archive = await BackUpAsync(server, original);
        string options = sample == "latin1" ? "ENCODING 'LATIN1' LOCALE 'C'" : "ENCODING 'UTF8' LOCALE 'C.UTF-8'";

        string whole = await server.CreateDatabaseAsync("whole", $"TEMPLATE template0 {options}");
        using MemoryStream script = new();
        await SqlExport.RunAsync(archive, new ExportRequest(), script, null, Token);
        await server.LoadAsync(whole, script.ToArray());
        await DumpComparison.AssertSameAsync(server, original, server, whole);

        string divided = await server.CreateDatabaseAsync("divided", $"TEMPLATE template0 {options}");
        FileCollector files = new();
        await SqlExport.RunFilesAsync(archive, new ExportRequest(), files, null, Token);
        await server.LoadAsync(divided, files.Load());
        await DumpComparison.AssertSameAsync(server, original, server, divided);
    }

    private static async Task<FakeArchive> BackUpAsync(PostgresServer server, string database)
    {
        await using IBackupSource source = await new PostgreSqlEngine().OpenBackupAsync(
            new BackupRequest { Connection = server.Connection(database), ChunkSize = 64 * 1024, Parallelism = 2 }, Token);
        return await FakeArchive.DrainAsync(source, "postgresql", Token);
    }
}
