using System.IO.Compression;
using BackupTools.Engines.PostgreSql.Exporting;
using BackupTools.Jobs;
using BackupTools.Tests.Engines.PostgreSql;
using BackupTools.Tests.Engines.PostgreSql.Restoring;
using BackupTools.Tests.Fakes;
using BackupTools.Tests.Servers;
using BackupTools.Tests.Servers.Dumps;

namespace BackupTools.Tests.Jobs;

/// <summary>The job around an engine's scripts: files, plans, progress, and engines that run none.</summary>
public sealed class ScriptJobTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_engine_that_runs_no_scripts_says_so()
    {
        JobFixture fixture = new();
        File.WriteAllText(_folder["x.sql"], "SELECT 1;");
        ScriptJobOptions options = new() { Path = _folder["x.sql"], Target = fixture.Components.ParseConnection("fake:copy") };
        foreach (Func<Task> action in (Func<Task>[])[() => ScriptJob.RunAsync(fixture.Components, options, Token), () => ScriptJob.PlanAsync(fixture.Components, options, Token)])
        {
            BackupException error = await Assert.ThrowsAsync<BackupException>(action);
            Assert.Equal(ErrorCode.CapabilityMissing, error.Code);
            Assert.Contains("Scripts are not run for Fake", error.Message, StringComparison.Ordinal);
        }

        Assert.Equal(0, fixture.Engine.Open);
    }

    [Fact]
    public async Task A_relative_path_is_refused()
    {
        ScriptJobOptions options = new() { Path = "x.sql", Target = BuiltIn.Components.ParseConnection(_folder["x.db"]) };
        Assert.Equal(ErrorCode.InvalidArgument, (await Assert.ThrowsAsync<BackupException>(() => ScriptJob.RunAsync(BuiltIn.Components, options, Token))).Code);
    }

    [Fact]
    public async Task Progress_is_in_bytes_of_the_file()
    {
        using (GZipStream gzip = new(File.Create(_folder["x.sql.gz"]), CompressionLevel.Fastest))
        using (StreamWriter writer = new(gzip))
        {
            writer.WriteLine("CREATE TABLE t (a);");
            for (int i = 0; i < 100_000; i++)
                writer.WriteLine(FormattableString.Invariant($"INSERT INTO t VALUES ({i * 7919 % 1009});"));
        }

        long size = new FileInfo(_folder["x.sql.gz"]).Length;
        List<BackupProgress> reports = [];
        ScriptResult result = await ScriptJob.RunAsync(
            BuiltIn.Components,
            new ScriptJobOptions { Path = _folder["x.sql.gz"], Target = BuiltIn.Components.ParseConnection(_folder["x.db"]), Progress = new Collecting(reports) }, Token);
        Assert.Equal((100_001L, 100_000L, size), (result.Statements, result.Rows, result.SizeBytes));
        Assert.NotEmpty(reports);
        Assert.All(reports, r => Assert.True(r.BytesTotal == size && r.BytesDone <= size + 1024));
    }

    [Theory]
    [InlineData("wide", 18, ExportForm.TarZst)]
    [InlineData("rental", 15, ExportForm.Zip)]
    public async Task An_export_with_a_file_for_each_feature_is_restored(string sample, int version, ExportForm form)
    {
        PostgresServer server = await Fixture.GetServerAsync(sample, version);
        string original = await Fixture.CreateAsync(server, sample);
        FakeArchive archive = await RestoreFixture.BackUpAsync(server, original, chunkSize: 64 * 1024);
        string path = _folder["x" + form.Extension()];
        await using (FileStream stream = File.Create(path))
        {
            await using Package package = Package.Create(form, stream, path);
            await SqlExport.RunFilesAsync(archive, new ExportRequest(), package, null, Token);
            package.Complete();
        }

        string copy = await server.CreateDatabaseAsync("script", "TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'");
        ScriptResult result = await ScriptJob.RunAsync(BuiltIn.Components, new ScriptJobOptions { Path = path, Target = server.Connection(copy) }, Token);
        Assert.True(result.Scripts > 5);
        await DumpComparison.AssertSameAsync(server, original, server, copy);
    }

    private sealed class Collecting(List<BackupProgress> reports) : IProgress<BackupProgress>
    {
        public void Report(BackupProgress value) => reports.Add(value);
    }
}
