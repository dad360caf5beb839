using BackupTools.Archive;
using BackupTools.Tests.Fakes;

namespace BackupTools.Tests.Archive;

/// <summary>What was once written stays readable, and what is written stays as it is. See tests/golden/README.md.</summary>
public sealed class GoldenArchiveTests
{
    /// <summary>Scripts, then chunks in the order of the manifest.</summary>
    private static readonly string[] TableSources =
        [.. GoldenArchives.TableScripts, "author.0.sql", "book.0.sql", "book.1.sql"];

    private const string NewGolden = "BACKUPTOOLS_NEW_GOLDEN";

    public static TheoryData<string> Names => [.. GoldenArchives.Names];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task There_is_a_file_for_every_name()
    {
        foreach (string name in GoldenArchives.Names)
        {
            string path = GoldenArchives.GetPath(name);
            if (!File.Exists(path) && Environment.GetEnvironmentVariable(NewGolden) == "1")
            {
                await using var file = new FileStream(path, FileMode.CreateNew);
                await file.WriteAsync(await GoldenArchives.MakeAsync(name), Token);
            }

            Assert.True(File.Exists(path), $"{path} is missing.");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Its_content_is_the_source(string name)
    {
        Require(name);
        await using ArchiveReader reader = await GoldenArchives.OpenAsync(name);
        await reader.VerifyLayoutAsync(Token);
        using var content = new MemoryStream();
        foreach (ArchiveScript script in reader.Manifest.Scripts.Where(_ => reader.Manifest.Type == BackupType.Table))
            content.Write(System.Text.Encoding.UTF8.GetBytes(await reader.ReadScriptAsync(script, Token)));
        var output = new ChunkBuffer();
        foreach (ArchiveChunk chunk in reader.Manifest.Chunks)
        {
            await reader.ReadChunkAsync(chunk, output, Token);
            content.Write(output.WrittenSpan);
        }

        string database = GoldenArchives.GetDatabase(name);
        byte[] expected = reader.Manifest.Type == BackupType.Table
            ? [.. TableSources.SelectMany(GoldenArchives.ReadSource)]
            : GoldenArchives.ReadSource(database + ".db");
        Assert.Equal(expected, content.ToArray());
        Assert.Equal(
            GoldenArchives.ReadTables(database, reader.Manifest.Type == BackupType.Table ? ["author", "book"] : []),
            reader.Manifest.Objects.Where(o => o.Kind == "table"));
        Assert.Equal("7", reader.Manifest.Properties["userVersion"]);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_independent_reader_restores_it(string name)
    {
        using var folder = new TemporaryFolder();
        string restored = folder["restored.db"];

        await Tool.RunAsync("python3", Script, GoldenArchives.GetPath(name), restored, "--other", GoldenArchives.Folder);

        if (!name.StartsWith("table", StringComparison.Ordinal))
        {
            Assert.Equal(
                GoldenArchives.ReadSource(GoldenArchives.GetDatabase(name) + ".db"), await File.ReadAllBytesAsync(restored, Token));
        }
    }

    [Fact]
    public async Task The_independent_reader_finds_a_table_with_other_content()
    {
        Tool.Require("python3");
        await AssertRefusedAsync("full-none", "book", a => a.Manifest["objects"]![2]!["checksum"] = "c01cb78ad36096cb");
    }

    [Theory]
    [InlineData("sha256", "full-none", "SHA-256")]
    [InlineData("storedSha256", "full-none-2", "SHA-256")]
    [InlineData("rawXxh128", "full-none-2", "XXH3")]
    public async Task The_independent_reader_finds_every_hash_that_is_wrong(string hash, string name, string message)
    {
        Tool.Require("python3");
        await AssertRefusedAsync(name, message, a => a.Chunk[hash] = new string('0', ((string)a.Chunk[hash]!).Length));
    }

    [Theory]
    [InlineData("full-none-2")]
    [InlineData("incremental-none-2")]
    [InlineData("mixed-none-2")]
    [InlineData("table-none-2")]
    public async Task Todays_writer_makes_the_same_bytes(string name) =>
        Assert.Equal(await File.ReadAllBytesAsync(GoldenArchives.GetPath(name), Token), await GoldenArchives.MakeAsync(name));

    private static string Script => Path.Combine(GoldenArchives.Folder, "read_archive.py");

    private static async Task AssertRefusedAsync(string name, string message, Action<LyingArchive> lie)
    {
        using var folder = new TemporaryFolder();
        var archive = new LyingArchive(await File.ReadAllBytesAsync(GoldenArchives.GetPath(name), Token));
        lie(archive);
        await File.WriteAllBytesAsync(folder["lie.backup.zip"], archive.Assemble(), Token);

        (int exitCode, _, string errors) =
            await Tool.TryRunAsync("python3", Script, folder["lie.backup.zip"], folder["restored.db"]);

        Assert.Equal(1, exitCode);
        Assert.Contains("FAILED", errors, StringComparison.Ordinal);
        Assert.Contains(message, errors, StringComparison.Ordinal);
    }

    private static void Require(string name)
    {
        if (BuiltIn.Components.GetCompressor(name.Split('-')[1]).UnavailableReason is { } reason)
            Assert.Skip(reason);
    }
}
