namespace BackupTools.Abstractions;

/// <summary>What somebody who reads archives has: keys that open them, and keys whose signatures count.</summary>
public sealed record ArchiveKeys
{
    /// <summary>No key at all.</summary>
    public static ArchiveKeys None { get; } = new();

    /// <summary>What opens an encrypted archive; each is tried on what fits it.</summary>
    public IReadOnlyList<IKeyOpener> Openers { get; init; } = [];

    /// <summary>Whose signatures are believed.</summary>
    public IReadOnlyList<ISignatureCheck> Signers { get; init; } = [];

    /// <summary>True to refuse, before anything of it is decrypted or used, an archive that none of <see cref="Signers"/> has signed.</summary>
    public bool RequireSignature { get; init; }
}
