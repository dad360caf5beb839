namespace BackupTools.Archive;

/// <summary>The figures of the archive format, as ARCHIVE-FORMAT.md gives them.</summary>
public static class ArchiveFormat
{
    /// <summary>The version that this code writes.</summary>
    public const int Version = 2;

    /// <summary>The highest <c>minReader</c> that this code understands.</summary>
    public const int ReaderVersion = 2;

    /// <summary>The <c>minReader</c> from which on the hashes of scripts and chunks are those of the stored bytes.</summary>
    public const int StoredHashesVersion = 2;

    /// <summary>The name of the clear header's member.</summary>
    public const string HeaderMember = "backup.json";

    /// <summary>The name of the manifest's member.</summary>
    public const string ManifestMember = "manifest.json";

    /// <summary>The largest header.</summary>
    public const int MaxHeaderSize = 64 * 1024;

    /// <summary>The largest manifest.</summary>
    public const int MaxManifestSize = 1024 * 1024 * 1024;

    /// <summary>The largest central directory.</summary>
    public const int MaxDirectorySize = 1024 * 1024 * 1024;

    /// <summary>The largest script or chunk, both as it is stored and decompressed.</summary>
    public const int MaxMemberSize = int.MaxValue - 0xFFFF;
}
