namespace BackupTools.Abstractions;

/// <summary>Somebody for whom archives are encrypted. Where its kind has public keys, it holds nothing secret.</summary>
public interface IKeyRecipient
{
    /// <summary>How it is shown, without any secret.</summary>
    string Display { get; }

    /// <summary>True where the entry says to be this recipient's already; false also where that cannot be told, as of a passphrase.</summary>
    /// <param name="entry">What an archive says of a recipient; it may be hostile.</param>
    bool Has(RecipientEntry entry);

    /// <summary>Wraps an archive's data key.</summary>
    /// <param name="dataKey">The data key, 32 bytes; it is not kept.</param>
    /// <param name="archiveId">The archive's identity, 32 lower-case hexadecimal digits; what is wrapped may be bound to it.</param>
    /// <param name="cancellationToken">Stops the wrapping.</param>
    /// <exception cref="BackupException">Where that fails.</exception>
    Task<RecipientEntry> WrapAsync(ReadOnlyMemory<byte> dataKey, string archiveId, CancellationToken cancellationToken);
}
