namespace BackupTools.Jobs;

/// <summary>A file with a key: what <c>Export-BackupKey</c> emits.</summary>
public sealed record KeyExport
{
    /// <summary>The key's name.</summary>
    public required string Name { get; init; }

    /// <summary>The key's id.</summary>
    public required string KeyId { get; init; }

    /// <summary>The absolute path of the file.</summary>
    public required string Path { get; init; }

    /// <summary>True where the private key is in it, under a passphrase.</summary>
    public required bool HasPrivateKey { get; init; }

    /// <summary>The path.</summary>
    public override string ToString() => Path;
}
