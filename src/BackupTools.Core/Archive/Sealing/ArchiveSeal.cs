using BackupTools.Abstractions;

namespace BackupTools.Archive;

/// <summary>What an archive that is being written is encrypted and signed with.</summary>
internal sealed class ArchiveSeal : IDisposable
{
    private readonly DataKey? _key;
    private readonly IReadOnlyList<IArchiveSigner> _signers;

    private ArchiveSeal(ArchiveHeader header, DataKey? key, IReadOnlyList<IArchiveSigner> signers)
    {
        Header = header;
        _key = key;
        _signers = signers;
        Cipher = key is null ? null : new MemberCipher(key, EncryptionHeader.LargestSegment);
    }

    /// <summary>The header with what is said there of the encryption.</summary>
    public ArchiveHeader Header { get; }

    /// <summary>Encrypts members; null where nothing is encrypted.</summary>
    public MemberCipher? Cipher { get; }

    /// <summary>Makes a data key where there are recipients, and wraps it for each.</summary>
    public static async Task<ArchiveSeal> CreateAsync(ArchiveHeader header, ArchiveProtection protection, CancellationToken cancellationToken)
    {
        if (!protection.IsEncrypted)
            return new ArchiveSeal(protection.Signers.Count == 0 ? header : Sealed(header), null, protection.Signers);
        DataKey key = DataKey.Create(header.Id);
        try
        {
            List<RecipientEntry> entries = [];
            foreach (IKeyRecipient recipient in protection.Recipients)
                entries.Add(await recipient.WrapAsync(key.Bytes, header.Id, cancellationToken));
            EncryptionHeader encryption = new() { Scheme = EncryptionHeader.SegmentsOfAesGcm, SegmentSize = EncryptionHeader.LargestSegment, KeyCommitment = key.Commitment };
            return new ArchiveSeal(Sealed(header) with { Encryption = encryption, Recipients = entries }, key, protection.Signers);
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }

    /// <summary>The signatures of the archive; null where nobody signs it.</summary>
    /// <param name="headerSha256">The hash of the header as it is stored.</param>
    /// <param name="manifestSha256">The hash of the manifest as it is stored.</param>
    /// <param name="cancellationToken">Stops the signing.</param>
    public async Task<SignatureDocument?> SignAsync(string headerSha256, string manifestSha256, CancellationToken cancellationToken)
    {
        if (_signers.Count == 0)
            return null;
        byte[] message = SignatureDocument.Message(Header.Id, headerSha256, manifestSha256);
        List<SignatureEntry> entries = [];
        foreach (IArchiveSigner signer in _signers)
            entries.Add(await signer.SignAsync(message, cancellationToken));
        return new SignatureDocument { Signatures = entries };
    }

    /// <inheritdoc/>
    public void Dispose() => _key?.Dispose();

    private static ArchiveHeader Sealed(ArchiveHeader header) =>
        header with { Format = ArchiveFormat.SealedVersion, MinReader = ArchiveFormat.SealedVersion };
}
