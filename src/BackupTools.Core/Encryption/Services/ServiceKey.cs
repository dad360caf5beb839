using BackupTools.Abstractions;

namespace BackupTools.Encryption.Services;

/// <summary>
/// A key that a service keeps and never gives away: it wraps and unwraps there. Which key that is says whoever reads or writes, and never an
/// archive: a hostile one could else have this user's credentials sent anywhere.
/// </summary>
/// <param name="uri">The key's URI, without any secret.</param>
internal abstract class ServiceKey(string uri) : IKeyRecipient, IKeyOpener
{
    /// <inheritdoc cref="IKeyRecipient.Display"/>
    public string Display { get; } = ShownText.Clean(uri);

    /// <summary>The kind's permanent name in archives.</summary>
    protected abstract string Kind { get; }

    /// <inheritdoc/>
    public abstract bool Has(RecipientEntry entry);

    /// <inheritdoc/>
    public virtual bool Fits(RecipientEntry entry) => Has(entry);

    /// <inheritdoc/>
    public async Task<RecipientEntry> WrapAsync(ReadOnlyMemory<byte> dataKey, string archiveId, CancellationToken cancellationToken)
    {
        (string keyId, byte[] wrapped) = await WrapThereAsync(dataKey, archiveId, cancellationToken);
        return new RecipientEntry { Kind = Kind, KeyId = keyId, Name = Display, WrappedKey = Convert.ToBase64String(wrapped) };
    }

    /// <inheritdoc/>
    public async Task<byte[]?> UnwrapAsync(RecipientEntry entry, string archiveId, CancellationToken cancellationToken) =>
        EntryBytes.Decode(entry.WrappedKey) is { Length: > 0 } wrapped ? await UnwrapThereAsync(entry, wrapped, archiveId, cancellationToken) : null;

    /// <summary>Has a data key wrapped.</summary>
    /// <returns>What the service calls the key, and the wrapped data key.</returns>
    /// <exception cref="BackupException"><see cref="ErrorCode.KeyServiceFailed"/>.</exception>
    protected abstract Task<(string KeyId, byte[] Wrapped)> WrapThereAsync(ReadOnlyMemory<byte> dataKey, string archiveId, CancellationToken cancellationToken);

    /// <summary>Has a data key unwrapped.</summary>
    /// <returns>The data key; null where the service says that it was wrapped by another key.</returns>
    /// <exception cref="BackupException"><see cref="ErrorCode.KeyRefused"/> where the key may not be used; <see cref="ErrorCode.KeyServiceFailed"/>.</exception>
    protected abstract Task<byte[]?> UnwrapThereAsync(RecipientEntry entry, byte[] wrapped, string archiveId, CancellationToken cancellationToken);

    /// <summary>The error where the service could not be asked, or did not answer as it should.</summary>
    /// <param name="why">What happened, as the end of a sentence.</param>
    /// <param name="remedy">What to do.</param>
    /// <param name="isTransient">True where trying again may help.</param>
    /// <param name="inner">The cause.</param>
    protected BackupException Failed(string why, string remedy, bool isTransient, Exception? inner = null) => new(
        ErrorCode.KeyServiceFailed, $"The key {Display} could not be used: {Cut(why)}.", remedy, Display, inner, isTransient);

    /// <summary>The error where the service does not let the key open anything: it is disabled, gone, or this user may not.</summary>
    /// <param name="said">What the service said.</param>
    /// <param name="inner">The cause.</param>
    protected BackupException Refused(string said, Exception? inner = null) => new(
        ErrorCode.KeyRefused, $"The key {Display} does not open anything: its service says {Cut(said)}.",
        "Enable the key, or have its use granted to you; where it is gone for ever, open the backup with another recipient's key.", Display, inner);

    private static string Cut(string text)
    {
        text = ShownText.Clean(text).Trim().TrimEnd('.');
        return text.Length > 300 ? text[..300] + "…" : text.Length == 0 ? "nothing" : text;
    }
}
