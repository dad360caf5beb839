using BackupTools.Abstractions;
using BackupTools.Archive;

namespace BackupTools.Jobs;

/// <summary>Writes the content of an archive as another one, encrypted for others. Every member is decrypted, checked, and encrypted anew.</summary>
internal static class Reencryption
{
    /// <summary>Writes it. The new archive has an identity of its own, as its members lie elsewhere.</summary>
    /// <param name="archive">The archive, opened.</param>
    /// <param name="components">The codecs.</param>
    /// <param name="protection">For whom the new one is encrypted, and who signs it.</param>
    /// <param name="sink">Receives it.</param>
    /// <param name="meter">Is told of raw bytes.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="BackupException"><see cref="ErrorCode.CapabilityMissing"/> for an archive that needs others.</exception>
    public static async Task WriteAsync(
        ArchiveReader archive, ComponentSet components, ArchiveProtection protection, ArchiveWriter.Sink sink, ProgressMeter meter,
        CancellationToken cancellationToken)
    {
        ArchiveManifest manifest = archive.Manifest;
        if (manifest.References.Count > 0)
        {
            throw new BackupException(
                ErrorCode.CapabilityMissing, $"The backup of '{manifest.Database}' needs others, and such a one cannot be encrypted for others by itself.",
                "Copy it as it is, or make a full backup.", manifest.Database);
        }

        ArchiveHeader header = new()
        {
            Id = Guid.NewGuid().ToString("n"),
            Engine = manifest.Engine,
            Database = manifest.Database,
            CreatedAt = manifest.CreatedAt,
            Tool = manifest.Tool,
            Facts = protection.IsEncrypted ? new ClearFacts { Type = manifest.Type, Server = manifest.Server, ServerId = manifest.ServerId } : null,
        };
        using ArchiveWriter writer = await ArchiveWriter.CreateAsync(header, sink, cancellationToken, protection);
        List<ArchiveScript> scripts = [];
        foreach (ArchiveScript script in manifest.Scripts)
        {
            ICompressor compressor = components.GetCompressor(script.Codec);
            string text = await archive.ReadScriptAsync(script, cancellationToken);
            scripts.Add(await writer.WriteScriptAsync(new SchemaScript(NameOf(script, compressor), text), compressor, cancellationToken));
        }

        List<ArchiveChunk> chunks = [];
        ChunkBuffer raw = new(), stored = new();
        foreach (ArchiveChunk chunk in manifest.Chunks)
        {
            await archive.ReadChunkAsync(chunk, raw, cancellationToken);
            ICompressor compressor = components.GetCompressor(chunk.Codec);
            ChunkInfo info = new(chunk.ObjectIndex, chunk.Index, Path.GetExtension(NameOf(chunk, compressor)), chunk.From, chunk.To, chunk.Rows);
            ArchiveObject owner = manifest.Objects[chunk.ObjectIndex];
            PreparedChunk prepared = PreparedChunk.Create(info, owner, raw.WrittenSpan, compressor, writer, stored);
            chunks.Add(await writer.WriteChunkAsync(prepared, cancellationToken));
            meter.Add(raw.Length);
        }

        raw.Release();
        stored.Release();
        await writer.CompleteAsync(manifest with { Id = header.Id, Scripts = scripts, Chunks = chunks }, cancellationToken);
    }

    /// <summary>The member's name without what its codec appends.</summary>
    private static string NameOf(ArchiveMember member, ICompressor compressor)
    {
        string name = member.ContentName;
        return name.EndsWith(compressor.Extension, StringComparison.Ordinal) ? name[..^compressor.Extension.Length] : name;
    }
}
