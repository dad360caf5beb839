using System.Management.Automation;
using System.Security;
using BackupTools.Abstractions;
using BackupTools.Commands.Hosting;
using BackupTools.Completion;
using BackupTools.Configuration;
using BackupTools.Conversion;
using BackupTools.Jobs;

namespace BackupTools.Commands;

/// <summary>Writes a key to a file: to be given to others, or to be kept.</summary>
/// <remarks>
/// <para>Without -Private it is the public key as PEM, which is no secret: whoever makes backups for this key needs it. With -Private it is
/// the private key as PKCS#8 under the passphrase that is given, which OpenSSL and every other tool read.</para>
/// <para>-RecoverySheet writes a page for the safe instead: the private key under the passphrase, and how to bring the data back with
/// Python and OpenSSL where this product is gone.</para>
/// </remarks>
/// <example>
/// <code>New-BackupKey ops | Export-BackupKey -Destination ./ops.pem</code>
/// <para>Makes a key, and a file for the machines that make backups for it.</para>
/// </example>
/// <example>
/// <code>Export-BackupKey ops -Destination ./ops.txt -RecoverySheet -Passphrase (Read-Host -AsSecureString)</code>
/// <para>Writes the page for the safe.</para>
/// </example>
/// <seealso cref="NewBackupKeyCommand"/>
/// <seealso cref="ImportBackupKeyCommand"/>
[Cmdlet(VerbsData.Export, "BackupKey", SupportsShouldProcess = true)]
[OutputType(typeof(KeyExport))]
public sealed class ExportBackupKeyCommand : AsyncCmdlet
{
    /// <summary>The key's name.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(KeyNameCompleter))]
    public string Name { get; set; } = "";

    /// <summary>The file to write. One that exists is not replaced.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotNullOrEmpty]
    public string Destination { get; set; } = "";

    /// <summary>Writes the private key, under -Passphrase.</summary>
    [Parameter]
    public SwitchParameter Private { get; set; }

    /// <summary>Writes the page for the safe, with the private key under -Passphrase.</summary>
    [Parameter]
    public SwitchParameter RecoverySheet { get; set; }

    /// <summary>What the private key in the file is under: a SecureString, a credential, or env:NAME. At least 8 characters.</summary>
    [Parameter]
    [ValidateNotNull]
    [SecretTransformation]
    public SecureString? Passphrase { get; set; }

    /// <summary>What the key is under in the store, where it was made with a passphrase.</summary>
    [Parameter]
    [ValidateNotNull]
    [SecretTransformation]
    public SecureString? KeyPassphrase { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(() =>
    {
        bool isPrivate = Private || RecoverySheet;
        if (isPrivate ? Passphrase is not { Length: >= 8 } : Passphrase is not null || KeyPassphrase is not null)
        {
            throw isPrivate
                ? new BackupException(ErrorCode.InvalidArgument, "A private key is written under a passphrase of at least 8 characters only.", "Give one by -Passphrase.", Name)
                : new BackupException(ErrorCode.InvalidArgument, "A public key has no passphrase.", "Give -Private or -RecoverySheet, or leave it out.", Name);
        }

        BackupKey key = KeyTexts.Store.Get(Name);
        string path = LocationResolver.Resolve(SessionState, Destination);
        string what = RecoverySheet ? "recovery sheet" : Private ? "private key" : "public key";
        if (!ShouldProcess($"Write the {what} of '{key.Name}' to '{path}'.", $"Write '{path}'?", "Confirm"))
            return;
        WriteObject(Await(work => KeyExportJob.RunAsync(KeyTexts.Store, key, path, isPrivate ? Passphrase : null, KeyPassphrase, RecoverySheet, work.Stopping)));
    });
}
