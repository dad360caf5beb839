using System.Security.Cryptography;

namespace BackupTools.Storages.Sftp.Keys;

/// <summary>The public key by which a server proves that it is the right one.</summary>
/// <param name="Type">Its kind, as <c>known_hosts</c> names it: <c>ssh-ed25519</c>.</param>
/// <param name="Blob">The key.</param>
internal sealed record HostKey(string Type, byte[] Blob)
{
    public const string FingerprintBeginning = "SHA256:";

    /// <summary>As <c>ssh</c> and <c>ssh-keygen -l</c> show it.</summary>
    public string Fingerprint => FingerprintBeginning + Convert.ToBase64String(SHA256.HashData(Blob)).TrimEnd('=');

    public bool IsSame(HostKey other) => Blob.AsSpan().SequenceEqual(other.Blob);
}
