namespace BackupTools.Abstractions;

/// <summary>Something that opens archives: a private key, a passphrase.</summary>
public interface IKeyOpener
{
    /// <summary>How it is shown, without any secret.</summary>
    string Display { get; }

    /// <summary>True where the entry is one that it may open.</summary>
    /// <param name="entry">What an archive's header says of a recipient; an archive may be hostile.</param>
    bool Fits(RecipientEntry entry);

    /// <summary>Unwraps a data key.</summary>
    /// <param name="entry">An entry that <see cref="Fits"/>.</param>
    /// <param name="archiveId">The archive's identity.</param>
    /// <param name="cancellationToken">Stops the unwrapping.</param>
    /// <returns>The data key, which the caller clears; null where this does not open it, as with another passphrase.</returns>
    /// <exception cref="BackupException">Where it cannot be tried.</exception>
    Task<byte[]?> UnwrapAsync(RecipientEntry entry, string archiveId, CancellationToken cancellationToken);
}
