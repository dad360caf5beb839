using BackupTools.Backups;
using BackupTools.Jobs;
using BackupTools.Storages.Local;
using BackupTools.Tests.Engines.PostgreSql;
using BackupTools.Tests.Fakes;
using BackupTools.Tests.Servers;
using BackupTools.Tests.Servers.Dumps;

namespace BackupTools.Tests.Archive;

/// <summary>An archive of PostgreSQL that was once written stays restorable. See tests/golden/README.md.</summary>
public sealed class GoldenPostgreSqlTests
{
    private const string OfVersion1 = "postgresql-brotli", OfVersion2 = "postgresql-zstd-2";
    private const string Options = "TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'";
    private const string NewGolden = "BACKUPTOOLS_NEW_GOLDEN";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(OfVersion1, 15)]
    [InlineData(OfVersion1, 18)]
    [InlineData(OfVersion2, 15)]
    [InlineData(OfVersion2, 18)]
    public async Task It_is_restored_as_its_source(string name, int version)
    {
        PostgresServer server = await PostgresServer.GetAsync(version);
        string source = await CreateSourceAsync(server);
        string restored = source + "_restored";

        RestoreResult result = await RestoreJob.RunAsync(
            BuiltIn.Components,
            new RestoreJobOptions
            {
                Archive = new(new LocalStorage(GoldenArchives.Folder), Path.GetFileName(GoldenArchives.GetPath(name))),
                Target = server.Connection(restored), Verify = true,
            },
            Token);

        Assert.Equal(210, result.Rows);
        await DumpComparison.AssertSameAsync(server, source, server, restored);
    }

    [Theory]
    [InlineData(OfVersion1, "brotli")]
    [InlineData(OfVersion2, "zstd")]
    public async Task The_independent_reader_finds_every_figure_right(string name, string codec)
    {
        Tool.Require(codec);
        await Tool.RunAsync("python3", Path.Combine(GoldenArchives.Folder, "read_archive.py"), GoldenArchives.GetPath(name));
    }

    [Theory]
    [InlineData(OfVersion1)]
    [InlineData(OfVersion2)]
    public async Task There_is_a_file(string name)
    {
        string path = GoldenArchives.GetPath(name);
        if (!File.Exists(path) && name == OfVersion2 && Environment.GetEnvironmentVariable(NewGolden) == "1")
        {
            PostgresServer server = await PostgresServer.GetAsync(15);
            using TemporaryFolder folder = new();
            BackupInfo backup = (await BackupJob.RunAsync(
                BuiltIn.Components,
                new BackupJobOptions
                {
                    Connection = server.Connection(await CreateSourceAsync(server)), Storages = [new LocalStorage(folder.Path)], ChunkSize = 8192,
                },
                Token)).Backups[0];
            File.Move(backup.Path, path);
        }

        Assert.True(File.Exists(path), $"{path} is missing.");
    }

    private static Task<string> CreateSourceAsync(PostgresServer server) => Fixture.CreateAsync(
        server, "golden", System.Text.Encoding.UTF8.GetString(GoldenArchives.ReadSource("postgresql.sql")), Options);
}
