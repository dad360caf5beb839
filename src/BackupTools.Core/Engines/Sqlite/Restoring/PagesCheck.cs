using System.Buffers.Binary;
using BackupTools.Abstractions;

namespace BackupTools.Engines.Sqlite.Restoring;

/// <summary>Checks an archive of pages as a restore does, as far as that needs no file.</summary>
internal sealed class PagesCheck : IArchiveCheck
{
    private const int HeaderLength = 100, PageSizeOffset = 16, LargestPageMark = 1;

    private readonly ArchiveManifest _manifest;
    private readonly PageStage _stage;

    private PagesCheck(ArchiveManifest manifest)
    {
        _manifest = manifest;
        _stage = new PageStage(manifest);
    }

    /// <exception cref="BackupException"><see cref="ErrorCode.ArchiveDamaged"/>.</exception>
    public static async Task<IArchiveCheck> OpenAsync(IArchiveContents archive, CancellationToken cancellationToken)
    {
        foreach (ArchiveScript script in archive.Manifest.Scripts)
            await archive.ReadScriptAsync(script, cancellationToken);
        return new PagesCheck(archive.Manifest);
    }

    /// <inheritdoc/>
    public void Check(ArchiveChunk chunk, ReadOnlyMemory<byte> raw, CancellationToken cancellationToken)
    {
        if (raw.Length != chunk.RawSize)
            throw PageStage.Damaged($"chunk {chunk.Index} has another size than the manifest says");
        if (_stage.Chunks.Count > 0 && chunk == _stage.Chunks[0])
            CheckHeader(raw.Span);
    }

    /// <inheritdoc/>
    public void Dispose() => _stage.Dispose();

    private void CheckHeader(ReadOnlySpan<byte> file)
    {
        int pageSize = file.Length < HeaderLength ? 0 : BinaryPrimitives.ReadUInt16BigEndian(file[PageSizeOffset..]);
        if (pageSize == LargestPageMark)
            pageSize = 65536;
        if (!file.StartsWith("SQLite format 3\0"u8) || pageSize.ToString(System.Globalization.CultureInfo.InvariantCulture) != _manifest.Properties["pageSize"])
            throw PageStage.Damaged("its first page is not that of an SQLite database with such pages");
    }
}
