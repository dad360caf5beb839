using System.Security;
using System.Text;
using BackupTools.Configuration;

namespace BackupTools.Jobs;

/// <summary>Writes a key to a file.</summary>
public static class KeyExportJob
{
    /// <summary>Writes.</summary>
    /// <param name="store">The keys.</param>
    /// <param name="key">The key.</param>
    /// <param name="path">The absolute path of the file. One that exists is not replaced.</param>
    /// <param name="passphrase">What the private key in the file is under; null for the public key.</param>
    /// <param name="keyPassphrase">What the key is under in the store, where that does not know it.</param>
    /// <param name="isRecoverySheet">True for a page that brings data back without this product.</param>
    /// <param name="cancellationToken">Stops the writing; no file is left.</param>
    /// <returns>The file.</returns>
    /// <exception cref="BackupTools.Abstractions.BackupException">Where the key cannot be opened, or the file not written.</exception>
    public static async Task<KeyExport> RunAsync(
        KeyStore store, BackupKey key, string path, SecureString? passphrase, SecureString? keyPassphrase, bool isRecoverySheet,
        CancellationToken cancellationToken)
    {
        string text = passphrase is null ? key.PublicKey : store.ExportPrivate(key.Name, keyPassphrase, passphrase);
        if (isRecoverySheet)
            text = RecoverySheet.Of(key, text);
        await using NewFile file = NewFile.Create(path, overwrite: false);
        await file.PublishAsync(stream => stream.WriteAsync(Encoding.UTF8.GetBytes(text.TrimEnd() + "\n"), cancellationToken).AsTask());
        return new KeyExport { Name = key.Name, KeyId = key.KeyId, Path = path, HasPrivateKey = passphrase is not null };
    }
}
