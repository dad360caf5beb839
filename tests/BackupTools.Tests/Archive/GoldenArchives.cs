using System.Globalization;
using System.Text.Json;
using BackupTools.Archive;

namespace BackupTools.Tests.Archive;

/// <summary>The golden archives: where they are, what is in them, and how they were made.</summary>
internal static class GoldenArchives
{
    private const int PageSize = 1024, PagesAChunk = 8;
    private const string FullId = "102132435465768798a9bacbdcedfe0f", OtherId = "f0efdecdbcab9a897867564534231201";

    private static readonly DateTime CreatedAt = new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc).AddTicks(6_700_000);

    /// <summary>The scripts of a table archive, in restore order.</summary>
    public static readonly string[] TableScripts = ["100-tables.sql", "200-after.sql"];

    public static string Folder { get; } = Path.Combine(FindRepository(), "tests", "golden");

    /// <summary>Those of version 1 of the format, which today's writer no longer writes.</summary>
    public static string[] NamesOfVersion1 =>
        ["full-none", "full-gzip", "full-brotli", "full-zstd", "incremental-none", "table-none", "table-brotli"];

    /// <summary>Those of version 2; what did not change is in an archive of version 1 for the one that is called mixed.</summary>
    public static string[] NamesOfVersion2 =>
    [
        "full-none-2", "full-gzip-2", "full-brotli-2", "full-zstd-2", "incremental-none-2", "mixed-none-2", "table-none-2", "table-zstd-2",
    ];

    public static string[] Names => [.. NamesOfVersion1, .. NamesOfVersion2];

    public static string GetPath(string name) => Path.Combine(Folder, name + ".backup.zip");

    public static byte[] ReadSource(string name) => File.ReadAllBytes(Path.Combine(Folder, "source", name));

    /// <summary>The database whose content an archive has.</summary>
    public static string GetDatabase(string name) => name.Split('-')[0] is "incremental" or "mixed" ? "changed" : "source";

    public static Task<byte[]> MakeAsync(string name)
    {
        Assert.Contains(name, NamesOfVersion2);
        string[] parts = name.Split('-');
        ICompressor compressor = BuiltIn.Components.GetCompressor(parts[1]);
        return parts[0] switch
        {
            "full" => MakePagesAsync(compressor, GetDatabase(name), null),
            "incremental" => MakePagesAsync(compressor, GetDatabase(name), "full-none-2"),
            "mixed" => MakePagesAsync(compressor, GetDatabase(name), "full-none"),
            _ => MakeTableAsync(compressor),
        };
    }

    public static Task<ArchiveReader> OpenAsync(string name) =>
        SampleArchive.OpenAsync(ReadGolden(name), new Fakes.FakePlace((reference, _) => Task.FromResult<IStorageReader>(
            new Fakes.MemoryStorageReader(File.ReadAllBytes(Path.Combine(Folder, reference.Name))))));

    /// <summary>The tables of a database, with the figures that <c>read_archive.py --content</c> printed.</summary>
    public static ArchiveObject[] ReadTables(string database, params string[] wanted)
    {
        using JsonDocument document = JsonDocument.Parse(ReadSource(database + ".json"));
        return [.. document.RootElement.EnumerateArray()
            .Select(t => new ArchiveObject
            {
                Kind = "table", Schema = "main", Name = t.GetProperty("name").GetString()!,
                Rows = t.GetProperty("rows").GetInt64(), Checksum = t.GetProperty("checksum").GetString(),
            })
            .Where(t => wanted.Length == 0 || wanted.Contains(t.Name))];
    }

    private static byte[] ReadGolden(string name) => File.ReadAllBytes(GetPath(name));

    private static async Task<byte[]> MakePagesAsync(ICompressor compressor, string database, string? full)
    {
        byte[] file = ReadSource(database + ".db");
        int pageCount = file.Length / PageSize;
        ArchiveObject[] objects = [new() { Kind = "pages", Schema = "main", Name = "golden" }, .. ReadTables(database)];
        ArchiveManifest? known = full is null ? null : (await SampleArchive.OpenAsync(ReadGolden(full))).Manifest;
        return await MakeAsync(full is null ? FullId : OtherId, async writer =>
        {
            var script = new SchemaScript("schema/main.sql", System.Text.Encoding.UTF8.GetString(ReadSource("source.sql")));
            List<ArchiveScript> scripts = [await writer.WriteScriptAsync(script, compressor, default)];
            List<ArchiveChunk> chunks = [];
            for (int first = 1; first <= pageCount; first += PagesAChunk)
            {
                int last = Math.Min(first + PagesAChunk - 1, pageCount);
                var info = new ChunkInfo(
                    0, chunks.Count, ".pages", first.ToString(CultureInfo.InvariantCulture),
                    last.ToString(CultureInfo.InvariantCulture), null);
                byte[] raw = file[((first - 1) * PageSize)..(last * PageSize)];
                PreparedChunk chunk = PreparedChunk.Create(info, objects[0], raw, compressor, writer, new ChunkBuffer());
                ArchiveChunk? same = known?.Chunks.FirstOrDefault(
                    k => k.From == info.From && (k.RawXxh128 == chunk.Stored.RawXxh128 || k.Sha256 == HashText.Sha256Of(raw)));
                chunks.Add(same is null ? await writer.WriteChunkAsync(chunk, default) : same with { Archive = known!.Id });
            }

            return new ArchiveManifest
            {
                Id = "", Engine = "", Database = "", Tool = "", CreatedAt = default,
                Type = full is null ? BackupType.Full : BackupType.Incremental,
                Properties = new Dictionary<string, string>
                {
                    ["pageSize"] = $"{PageSize}", ["pageCount"] = $"{pageCount}", ["encoding"] = "UTF-8", ["userVersion"] = "7",
                    ["applicationId"] = "1234", ["journalMode"] = "rollback", ["autoVacuum"] = "0",
                },
                References = known is null ? [] : [new ArchiveReference(known.Id, full + ".backup.zip")],
                Objects = objects, Scripts = scripts, Chunks = chunks,
            };
        });
    }

    private static Task<byte[]> MakeTableAsync(ICompressor compressor) => MakeAsync(FullId, async writer =>
    {
        ArchiveObject[] objects = ReadTables("source", "author", "book");
        List<ArchiveScript> scripts = [];
        foreach (string script in TableScripts)
        {
            scripts.Add(await writer.WriteScriptAsync(
                new SchemaScript("schema/" + script, System.Text.Encoding.UTF8.GetString(ReadSource(script))), compressor, default));
        }

        List<ArchiveChunk> chunks = [];
        foreach ((int objectIndex, int index, string source, int rows) in
            new[] { (1, 0, "book.0.sql", 150), (0, 0, "author.0.sql", 4), (1, 1, "book.1.sql", 150) })
        {
            chunks.Add(await writer.WriteChunkAsync(
                PreparedChunk.Create(
                    new ChunkInfo(objectIndex, index, ".sql", null, null, rows), objects[objectIndex], ReadSource(source),
                    compressor, writer, new ChunkBuffer()),
                default));
        }

        return new ArchiveManifest
        {
            Id = "", Engine = "", Database = "", Tool = "", CreatedAt = default, Type = BackupType.Table,
            Properties = new Dictionary<string, string>
            {
                ["encoding"] = "UTF-8", ["userVersion"] = "7", ["applicationId"] = "1234",
            },
            Objects = objects, Scripts = scripts, Chunks = chunks,
        };
    });

    private static async Task<byte[]> MakeAsync(string id, Func<ArchiveWriter, Task<ArchiveManifest>> fill)
    {
        using var file = new MemoryStream();
        var header = new ArchiveHeader { Id = id, Engine = "sqlite", Database = "golden", CreatedAt = CreatedAt, Tool = "BackupTools 0.1.0" };
        ArchiveWriter writer = await ArchiveWriter.CreateAsync(header, (bytes, token) => file.WriteAsync(bytes, token), default);
        ArchiveManifest manifest = await fill(writer);
        await writer.CompleteAsync(
            manifest with
            {
                Id = id, Engine = header.Engine, Database = header.Database, Tool = header.Tool, CreatedAt = CreatedAt,
                EngineVersion = "3.40.1",
            },
            default);
        return file.ToArray();
    }

    private static string FindRepository()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !Directory.Exists(Path.Combine(folder.FullName, "tests", "golden")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new DirectoryNotFoundException("The folder tests/golden is not above the tests.");
    }
}
