namespace BackupTools.Abstractions;

/// <summary>How an archive is written: for whom it is encrypted, and who signs it.</summary>
public sealed record ArchiveProtection
{
    /// <summary>Neither encrypted nor signed.</summary>
    public static ArchiveProtection None { get; } = new();

    /// <summary>For whom it is encrypted: each of them can open it alone. Empty for an archive that everybody can read.</summary>
    public IReadOnlyList<IKeyRecipient> Recipients { get; init; } = [];

    /// <summary>Who signs it.</summary>
    public IReadOnlyList<IArchiveSigner> Signers { get; init; } = [];

    /// <summary>True where it is encrypted.</summary>
    public bool IsEncrypted => Recipients.Count > 0;
}
