namespace BackupTools.Abstractions;

/// <summary>An open archive as an engine sees it. Members may be read concurrently.</summary>
public interface IArchiveContents
{
    /// <summary>What the archive says of itself, already checked for consistency.</summary>
    ArchiveManifest Manifest { get; }

    /// <summary>Reads one script's text.</summary>
    /// <param name="script">One of <see cref="ArchiveManifest.Scripts"/>.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="BackupException"><see cref="ErrorCode.ArchiveDamaged"/> where the bytes are not what they must be.</exception>
    Task<string> ReadScriptAsync(ArchiveScript script, CancellationToken cancellationToken);

    /// <summary>Reads one chunk, decompresses it and checks its size and SHA-256 before it returns.</summary>
    /// <param name="chunk">One of <see cref="ArchiveManifest.Chunks"/>.</param>
    /// <param name="output">Cleared, then filled with the raw bytes.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="BackupException"><see cref="ErrorCode.ArchiveDamaged"/> where the bytes are not what they must be.</exception>
    Task ReadChunkAsync(ArchiveChunk chunk, ChunkBuffer output, CancellationToken cancellationToken);
}
