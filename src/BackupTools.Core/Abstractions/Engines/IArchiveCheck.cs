namespace BackupTools.Abstractions;

/// <summary>
/// What an engine holds to be true of an archive before it restores from it, asked without a place to restore to. Thread-safe.
/// </summary>
public interface IArchiveCheck : IDisposable
{
    /// <summary>Checks the content of a chunk.</summary>
    /// <param name="chunk">One of <see cref="ArchiveManifest.Chunks"/>.</param>
    /// <param name="raw">Its bytes.</param>
    /// <param name="cancellationToken">Stops the check.</param>
    /// <exception cref="BackupException"><see cref="ErrorCode.ArchiveDamaged"/>, naming what and where.</exception>
    void Check(ArchiveChunk chunk, ReadOnlyMemory<byte> raw, CancellationToken cancellationToken);
}
