using System.Text;
using BackupTools.Archive;
using BackupTools.Tests.Fakes;

namespace BackupTools.Tests.Archive;

/// <summary>Small archives with fixed content, and the reading of everything in one.</summary>
internal static class SampleArchive
{
    public const string Id = "0123456789abcdef0123456789abcdef";
    public const string OtherId = "fedcba9876543210fedcba9876543210";

    public static DateTime CreatedAt { get; } = new DateTime(2026, 11, 21, 6, 0, 0, DateTimeKind.Utc).AddTicks(1234567);

    /// <summary>The writer of an archive that goes nowhere, for chunks that any archive without encryption can have.</summary>
    public static ArchiveWriter AnyWriter { get; } = ArchiveWriter.CreateAsync(MakeHeader(), (_, _) => default, default).GetAwaiter().GetResult();

    public static ArchiveHeader MakeHeader(string id = Id) => new()
    {
        Id = id, Engine = "sqlite", Database = "shöp \"1\"", CreatedAt = CreatedAt, Tool = "BackupTools 0.1.0",
    };

    public static ArchiveManifest MakeManifest(ArchiveHeader header) => new()
    {
        Id = header.Id, Engine = header.Engine, Database = header.Database, CreatedAt = header.CreatedAt, Tool = header.Tool,
        EngineVersion = "3.40.1", Type = BackupType.Full,
        Properties = new Dictionary<string, string> { ["pageSize"] = "1024" },
    };

    public static byte[] MakeRaw(int seed) =>
        Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(seed * 10, 12).Select(i => $"row {i}\tsome text\n")));

    /// <summary>One script and three chunks of two objects; the chunks are written in another order than that of the manifest.</summary>
    public static async Task<byte[]> CreateAsync(string codec)
    {
        using var file = new MemoryStream();
        ArchiveHeader header = MakeHeader();
        ICompressor compressor = BuiltIn.Components.GetCompressor(codec);
        ArchiveWriter writer = await ArchiveWriter.CreateAsync(header, (bytes, token) => file.WriteAsync(bytes, token), default);
        ArchiveScript script = await writer.WriteScriptAsync(new SchemaScript("schema/main.sql", "CREATE TABLE \"ä\"(b);\n"), compressor, default);
        ArchiveObject pages = new() { Kind = "pages", Schema = "main", Name = "shop" };
        ArchiveObject table = new() { Kind = "table", Schema = "main", Name = "Ä/b", Rows = 12, Checksum = "00000000000000ff" };
        List<ArchiveChunk> chunks = [];
        foreach ((int objectIndex, int index) in new[] { (0, 1), (1, 0), (0, 0) })
        {
            var prepared = PreparedChunk.Create(
                new ChunkInfo(objectIndex, index, objectIndex == 0 ? ".pages" : ".sql", $"{index}", $"{index}", objectIndex == 0 ? null : 12),
                objectIndex == 0 ? pages : table, MakeRaw((objectIndex * 2) + index), compressor, writer, new ChunkBuffer());
            chunks.Add(await writer.WriteChunkAsync(prepared, default));
        }

        await writer.CompleteAsync(
            MakeManifest(header) with { Objects = [pages, table], Scripts = [script], Chunks = chunks }, default);
        Assert.Equal(file.Length, writer.Position);
        return file.ToArray();
    }

    /// <summary>The same as an archive of an earlier version of the format.</summary>
    public static async Task<byte[]> CreateAsync(string codec, int version)
    {
        byte[] bytes = await CreateAsync(codec);
        if (version == ArchiveFormat.Version)
            return bytes;
        LyingArchive archive = new(bytes);
        archive.MakeVersion1();
        return archive.Assemble();
    }

    /// <summary>Chunk 0 is here, chunk 1 is the chunk 1 of the archive that <see cref="CreateAsync"/> makes.</summary>
    public static async Task<byte[]> CreateIncrementalAsync(byte[] other, string codec)
    {
        await using ArchiveReader reader = await OpenAsync(other);
        ArchiveChunk borrowed = reader.Manifest.Chunks[1] with { Archive = reader.Manifest.Id };
        using var file = new MemoryStream();
        ArchiveHeader header = MakeHeader(OtherId);
        ArchiveWriter writer = await ArchiveWriter.CreateAsync(header, (bytes, token) => file.WriteAsync(bytes, token), default);
        ArchiveObject pages = reader.Manifest.Objects[0];
        ArchiveChunk own = await writer.WriteChunkAsync(
            PreparedChunk.Create(
                new ChunkInfo(0, 0, ".pages", "1", "1", null), pages, MakeRaw(9), BuiltIn.Components.GetCompressor(codec), writer, new ChunkBuffer()),
            default);
        await writer.CompleteAsync(
            MakeManifest(header) with
            {
                Type = BackupType.Incremental, Objects = [pages], Chunks = [borrowed, own],
                References = [new ArchiveReference(reader.Manifest.Id, "other.backup.zip")],
            },
            default);
        return file.ToArray();
    }

    public static Task<ArchiveReader> OpenAsync(
        byte[] bytes, IArchivePlace? place = null) =>
        ArchiveReader.OpenAsync(new MemoryStorageReader(bytes), "sample", BuiltIn.Components, place, default);

    public static IArchivePlace Beside(byte[] other) => new FakePlace((_, _) => Task.FromResult<IStorageReader>(new MemoryStorageReader(other)));

    /// <summary>Opens, checks the layout, and reads every script and chunk.</summary>
    public static async Task ReadEverythingAsync(
        byte[] bytes, IArchivePlace? place = null)
    {
        await using ArchiveReader reader = await OpenAsync(bytes, place);
        await reader.VerifyLayoutAsync(default);
        foreach (ArchiveScript script in reader.Manifest.Scripts)
            await reader.ReadScriptAsync(script, default);
        var output = new ChunkBuffer();
        foreach (ArchiveChunk chunk in reader.Manifest.Chunks)
            await reader.ReadChunkAsync(chunk, output, default);
    }
}
