namespace BackupTools.Abstractions;

/// <summary>A signature as an archive has it. ARCHIVE-FORMAT.md says what is signed.</summary>
public sealed record SignatureEntry
{
    /// <summary>The kind's permanent name: <c>rsa-pss-sha256</c>, <c>hmac-sha256</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Which key checks it: for an RSA key the SHA-256 of its public part; null for a shared secret.</summary>
    public string? KeyId { get; init; }

    /// <summary>What the key is called where it was used, for people; nothing is to be trusted because of it.</summary>
    public string? Name { get; init; }

    /// <summary>The signature, in base64.</summary>
    public required string Value { get; init; }
}
