using System.Text;
using BackupTools.Archive;

namespace BackupTools.Tests.Fakes;

/// <summary>An archive whose members are in memory, neither compressed nor encrypted.</summary>
internal abstract class ArchiveInMemory : IArchiveContents
{
    public abstract ArchiveManifest Manifest { get; set; }

    /// <summary>The bytes by the members' names.</summary>
    protected Dictionary<string, byte[]> Members { get; } = [];

    public ArchiveScript AddScript(string name, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        Members[name] = bytes;
        return new ArchiveScript
        {
            Member = name, Codec = "none", Offset = 0, Size = bytes.Length, RawSize = bytes.Length,
            StoredSha256 = HashText.Sha256Of(bytes), RawXxh128 = HashText.Xxh128Of(bytes),
        };
    }

    public Task<string> ReadScriptAsync(ArchiveScript script, CancellationToken cancellationToken) =>
        Task.FromResult(Encoding.UTF8.GetString(Members[script.Member]));

    public Task ReadChunkAsync(ArchiveChunk chunk, ChunkBuffer output, CancellationToken cancellationToken)
    {
        output.Clear();
        output.Write(Members[chunk.Member]);
        return Task.CompletedTask;
    }
}
