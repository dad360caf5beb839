namespace BackupTools.Archive;

/// <summary>The figures of the archive format, as ARCHIVE-FORMAT.md gives them.</summary>
public static class ArchiveFormat
{
    /// <summary>The version of an archive that is neither encrypted nor signed.</summary>
    public const int Version = 2;

    /// <summary>The highest <c>minReader</c> that this code understands.</summary>
    public const int ReaderVersion = 3;

    /// <summary>The <c>minReader</c> from which on the hashes of scripts and chunks are those of the stored bytes.</summary>
    public const int StoredHashesVersion = 2;

    /// <summary>The version of an archive that is encrypted or signed, which no reader of an earlier one may take for another.</summary>
    public const int SealedVersion = 3;

    /// <summary>The name of the clear header's member.</summary>
    public const string HeaderMember = "backup.json";

    /// <summary>The name of the manifest's member.</summary>
    public const string ManifestMember = "manifest.json";

    /// <summary>The name of the manifest's member where the archive is encrypted.</summary>
    public const string EncryptedManifestMember = "manifest.enc";

    /// <summary>The name of the member with the signatures, the last one where there are any.</summary>
    public const string SignatureMember = "signature.json";

    /// <summary>The largest header.</summary>
    public const int MaxHeaderSize = 64 * 1024;

    /// <summary>The largest member with signatures.</summary>
    public const int MaxSignatureSize = 64 * 1024;

    /// <summary>The largest manifest.</summary>
    public const int MaxManifestSize = 1024 * 1024 * 1024;

    /// <summary>The largest central directory.</summary>
    public const int MaxDirectorySize = 1024 * 1024 * 1024;

    /// <summary>The largest script or chunk, both as it is stored and decompressed.</summary>
    public const int MaxMemberSize = int.MaxValue - 0xFFFF;
}
