using System.Security.Cryptography;
using BackupTools.Archive;
using BackupTools.Common;
using BackupTools.Encryption;
using BackupTools.Tests.Fakes;

namespace BackupTools.Tests.Archive.Sealing;

/// <summary>A small encrypted and signed archive, and who can open it.</summary>
internal static class SealedSample
{
    public const string Secret = "kept: 4711 & ünïcode";

    public static RSA Key { get; } = RSA.Create(2048);

    public static RSA OtherKey { get; } = RSA.Create(2048);

    public static Passphrase Phrase { get; } = new(SecureText.Of("correct horse battery staple"));

    public static ArchiveKeys ByKey { get; } = new() { Openers = [new RsaOpener(Key, "mine")] };

    public static ArchiveKeys ByPhrase { get; } = new() { Openers = [Phrase] };

    public static ArchiveProtection ForBoth { get; } = new() { Recipients = [new RsaRecipient(Key, "ops"), Phrase] };

    public static ArchiveProtection ForKey { get; } = new() { Recipients = [new RsaRecipient(Key, "ops")] };

    /// <summary>A script, a chunk of 3 segments and a bit, an empty one, and one of exactly one segment.</summary>
    public static async Task<byte[]> CreateAsync(
        ArchiveProtection protection, string id = SampleArchive.Id, string codec = "none", bool isSmall = true, byte seed = 1)
    {
        using MemoryStream file = new();
        ArchiveHeader header = SampleArchive.MakeHeader(id) with
        {
            Facts = protection.IsEncrypted ? new ClearFacts { Type = BackupType.Full, Server = "db1:5432", ServerId = "7" } : null,
        };
        ICompressor compressor = BuiltIn.Components.GetCompressor(codec);
        using ArchiveWriter writer = await ArchiveWriter.CreateAsync(header, (bytes, token) => file.WriteAsync(bytes, token), default, protection);
        ArchiveScript script = await writer.WriteScriptAsync(new SchemaScript("schema/main.sql", $"CREATE TABLE t(a); -- {Secret}\n"), compressor, default);
        ArchiveObject table = new() { Kind = "table", Schema = "main", Name = "payroll", Rows = 3 };
        List<ArchiveChunk> chunks = [];
        foreach (int size in isSmall ? [300, 0, 77] : (int[])[(3 * EncryptionHeader.LargestSegment) + 5, 0, EncryptionHeader.LargestSegment])
        {
            PreparedChunk chunk = PreparedChunk.Create(
                new ChunkInfo(0, chunks.Count, ".sql", null, null, 1), table, Raw(chunks.Count, size, seed), compressor, writer, new ChunkBuffer());
            chunks.Add(await writer.WriteChunkAsync(chunk, default));
        }

        await writer.CompleteAsync(
            SampleArchive.MakeManifest(header) with { Server = "db1:5432", ServerId = "7", Objects = [table], Scripts = [script], Chunks = chunks }, default);
        return file.ToArray();
    }

    public static byte[] Raw(int chunk, int size, byte seed = 1)
    {
        byte[] raw = new byte[size];
        new Random((seed * 100) + chunk).NextBytes(raw);
        return raw;
    }

    public static Task<ArchiveReader> OpenAsync(byte[] bytes, ArchiveKeys? keys, byte[]? other = null) => ArchiveReader.OpenAsync(
        new MemoryStorageReader(bytes), "sample", BuiltIn.Components, other is null ? null : SampleArchive.Beside(other), default, keys);

    /// <summary>Opens, checks the layout, and reads every script and chunk.</summary>
    public static async Task<IReadOnlyList<byte[]>> ReadAsync(byte[] bytes, ArchiveKeys? keys, byte[]? other = null)
    {
        await using ArchiveReader reader = await OpenAsync(bytes, keys, other);
        await reader.VerifyLayoutAsync(default);
        foreach (ArchiveScript script in reader.Manifest.Scripts)
            Assert.Contains(Secret, await reader.ReadScriptAsync(script, default), StringComparison.Ordinal);
        List<byte[]> chunks = [];
        ChunkBuffer output = new();
        foreach (ArchiveChunk chunk in reader.Manifest.Chunks)
        {
            await reader.ReadChunkAsync(chunk, output, default);
            chunks.Add(output.WrittenSpan.ToArray());
        }

        return chunks;
    }
}
