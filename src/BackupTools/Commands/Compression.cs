namespace BackupTools.Commands;

/// <summary>The codecs that a backup can be written with.</summary>
public enum Compression
{
    /// <summary>No compression.</summary>
    None,

    /// <summary>Gzip: read by every tool.</summary>
    Gzip,

    /// <summary>Brotli: nearly as small and as fast as zstd.</summary>
    Brotli,

    /// <summary>Zstandard: the smallest and the fastest, both ways.</summary>
    Zstd,
}
