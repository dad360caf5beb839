namespace BackupTools.Abstractions;

/// <summary>Signs archives: a private key, or a shared secret.</summary>
public interface IArchiveSigner
{
    /// <summary>How it is shown, without any secret.</summary>
    string Display { get; }

    /// <summary>Signs.</summary>
    /// <param name="message">What is signed.</param>
    /// <param name="cancellationToken">Stops the signing.</param>
    /// <exception cref="BackupException">Where that fails.</exception>
    Task<SignatureEntry> SignAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken);
}

/// <summary>Checks signatures by a key that the caller trusts. It never comes from the archive.</summary>
public interface ISignatureCheck
{
    /// <summary>Whose signatures it knows, without any secret.</summary>
    string Display { get; }

    /// <summary>True where the signature says to be of this key.</summary>
    /// <param name="entry">A signature; an archive may be hostile.</param>
    bool Fits(SignatureEntry entry);

    /// <summary>True where the signature is genuine.</summary>
    /// <param name="entry">A signature that <see cref="Fits"/>.</param>
    /// <param name="message">What must have been signed.</param>
    bool Verify(SignatureEntry entry, ReadOnlySpan<byte> message);
}
