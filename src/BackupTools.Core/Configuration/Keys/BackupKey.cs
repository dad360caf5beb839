namespace BackupTools.Configuration;

/// <summary>A key of this user's store: what <c>Get-BackupKey</c> emits. It holds nothing secret.</summary>
public sealed record BackupKey
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>What archives call it: the SHA-256 of the public key, 64 lower-case hexadecimal digits. The same on every machine.</summary>
    public required string KeyId { get; init; }

    /// <summary>How many bits it has.</summary>
    public required int Bits { get; init; }

    /// <summary>True where the store has its private part, and so can open archives and sign them.</summary>
    public required bool HasPrivateKey { get; init; }

    /// <summary>True where the private part opens with a passphrase alone, and so not in a schedule.</summary>
    public required bool NeedsPassphrase { get; init; }

    /// <summary>When it was made or imported, UTC.</summary>
    public required DateTime CreatedAtUtc { get; init; }

    /// <summary>The same in local time.</summary>
    public DateTime CreatedAt => CreatedAtUtc.ToLocalTime();

    /// <summary>The public key as PEM, to be given to whoever makes backups for it.</summary>
    public required string PublicKey { get; init; }

    /// <summary>Its name.</summary>
    public override string ToString() => Name;
}
