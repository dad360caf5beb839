namespace BackupTools.Abstractions;

/// <summary>
/// What an archive's header says of one who can open it: the archive's data key, wrapped for that recipient alone. Which
/// members are there depends on the kind; ARCHIVE-FORMAT.md says what they mean.
/// </summary>
public sealed record RecipientEntry
{
    /// <summary>The kind's permanent name, e.g. <c>rsa-oaep-sha256</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Which key opens it: for an RSA key the SHA-256 of its public part, 64 lower-case hexadecimal digits.</summary>
    public string? KeyId { get; init; }

    /// <summary>What the key is called where it was used, for people; null where it has no name.</summary>
    public string? Name { get; init; }

    /// <summary>The salt of a passphrase, in base64.</summary>
    public string? Salt { get; init; }

    /// <summary>How often a passphrase is hashed.</summary>
    public int? Iterations { get; init; }

    /// <summary>The wrapped data key, in base64.</summary>
    public required string WrappedKey { get; init; }

    /// <summary>How it is shown: a name, the beginning of a key's id, or the kind.</summary>
    public override string ToString() =>
        Name is not null ? ShownText.Clean(Name) : KeyId is { Length: > 16 } id ? $"key {ShownText.Clean(id[..16])}" : KeyId is null ? "a passphrase" : ShownText.Clean(KeyId);
}
