namespace BackupTools.Commands;

/// <summary>The codecs that a backup can be written with.</summary>
public enum Compression
{
    /// <summary>No compression.</summary>
    None,

    /// <summary>Gzip: read by every tool.</summary>
    Gzip,

    /// <summary>Brotli: small and fast, in every .NET.</summary>
    Brotli,

    /// <summary>Zstandard: the fastest; needs the native library libzstd.</summary>
    Zstd,
}
