namespace BackupTools.Jobs;

/// <summary>How thoroughly a backup is tested.</summary>
public enum VerifyLevel
{
    /// <summary>The container, the manifest and all sizes.</summary>
    Quick,

    /// <summary>The same, and every byte: each chunk is read, decompressed and hashed.</summary>
    Full,

    /// <summary>The same, and a real restore into a scratch place, read back, compared and removed.</summary>
    Restore,
}
