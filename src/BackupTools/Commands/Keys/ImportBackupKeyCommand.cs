using System.Management.Automation;
using System.Security;
using BackupTools.Commands.Hosting;
using BackupTools.Configuration;
using BackupTools.Conversion;

namespace BackupTools.Commands;

/// <summary>Takes a key that people have already into this user's store.</summary>
/// <remarks>
/// <para>Understands RSA keys of 2048 bits or more: public keys and certificates as PEM or DER, and lines of OpenSSH (ssh-rsa); private keys
/// as PKCS#8, also under a passphrase and in its older encryptions, PKCS#1, PKCS#12, and OpenSSH without a passphrase.</para>
/// <para>Without -Private it is the public key of somebody for whom backups are made here. A private key stays under the passphrase that
/// it came with; without one it is protected as saved passwords are.</para>
/// </remarks>
/// <example>
/// <code>New-BackupKey mine | Export-BackupKey -Path ./mine.pem
/// Import-BackupKey office -Path ./mine.pem</code>
/// <para>Takes over a public key, as it came from somebody else's machine.</para>
/// </example>
/// <seealso cref="ExportBackupKeyCommand"/>
/// <seealso cref="GetBackupKeyCommand"/>
[Cmdlet(VerbsData.Import, "BackupKey", SupportsShouldProcess = true)]
[OutputType(typeof(BackupKey))]
public sealed class ImportBackupKeyCommand : AsyncCmdlet
{
    /// <summary>The name that it is to have.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "";

    /// <summary>The path of its file.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [Alias("FullName")]
    public string Path { get; set; } = "";

    /// <summary>Takes a private key, which opens backups and signs them.</summary>
    [Parameter]
    public SwitchParameter Private { get; set; }

    /// <summary>What the private key is under: a SecureString, a credential, or env:NAME.</summary>
    [Parameter]
    [ValidateNotNull]
    [SecretTransformation]
    public SecureString? Passphrase { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(() =>
    {
        if (Passphrase is not null && !Private)
            throw new Abstractions.BackupException(Abstractions.ErrorCode.InvalidArgument, "A public key has no passphrase.", "Give -Private for a private key, or leave out -Passphrase.");
        string path = LocationResolver.Resolve(SessionState, Path);
        if (ShouldProcess($"Take the {(Private ? "private" : "public")} key '{path}' over as '{Name}'.", $"Take over '{path}'?", "Confirm"))
            WriteObject(Await(_ => Task.FromResult(KeyTexts.Store.Import(Name, path, Private, Passphrase))));
    });
}
