namespace BackupTools.Configuration;

/// <summary>For whom a job's archives are encrypted, and who signs them, as its file says it.</summary>
public sealed record JobProtection
{
    /// <summary>Names of keys, and absolute paths of public keys.</summary>
    public IReadOnlyList<string> Recipient { get; init; } = [];

    /// <summary>Where a passphrase is that opens them; null for none.</summary>
    public SecretReference? Passphrase { get; init; }

    /// <summary>The name of a key, or the absolute path of a private key, that signs them; null for none.</summary>
    public string? SigningKey { get; init; }

    /// <summary>Where a secret is that signs them; null for none.</summary>
    public SecretReference? SharedSecret { get; init; }

    /// <summary>True where they are encrypted.</summary>
    public bool Encrypts => Recipient.Count > 0 || Passphrase is not null;
}
