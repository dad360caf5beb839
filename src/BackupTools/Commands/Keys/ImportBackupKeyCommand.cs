using System.Management.Automation;
using System.Security;
using BackupTools.Abstractions;
using BackupTools.Commands.Hosting;
using BackupTools.Configuration;
using BackupTools.Conversion;

namespace BackupTools.Commands;

/// <summary>Takes keys that people have already into this user's store.</summary>
/// <remarks>
/// <para>Understands RSA keys of 2048 bits or more: public keys and certificates as PEM or DER, and lines of OpenSSH (ssh-rsa); private keys
/// as PKCS#8, also under a passphrase and in its older encryptions, PKCS#1, PKCS#12, and OpenSSH, under a passphrase too.</para>
/// <para>Without -Private it is the public key of somebody for whom backups are made here. A private key stays under the passphrase that
/// it came with; without one it is protected as saved passwords are.</para>
/// </remarks>
/// <example>
/// <code>New-BackupKey mine | Export-BackupKey -Destination ./mine.pem
/// Import-BackupKey ./mine.pem -Name office</code>
/// <para>Takes over a public key, as it came from somebody else's machine.</para>
/// </example>
/// <seealso cref="ExportBackupKeyCommand"/>
/// <seealso cref="GetBackupKeyCommand"/>
[Cmdlet(VerbsData.Import, "BackupKey", SupportsShouldProcess = true)]
[OutputType(typeof(BackupKey))]
public sealed class ImportBackupKeyCommand : AsyncCmdlet
{
    /// <summary>The paths of their files.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [Alias("FullName")]
    public string[] Path { get; set; } = [];

    /// <summary>The name that the key is to have, where there is one file only.</summary>
    /// <value>The file's name without its ending</value>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <summary>Takes a private key, which opens backups and signs them.</summary>
    [Parameter]
    public SwitchParameter Private { get; set; }

    /// <summary>What the private key is under: a SecureString, a credential, or env:NAME.</summary>
    [Parameter]
    [ValidateNotNull]
    [SecretTransformation]
    public SecureString? Passphrase { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (Passphrase is not null && !Private)
            ThrowInvalidArgument("A public key has no passphrase.", "Give -Private for a private key, or leave out -Passphrase.");
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (Name is not null && Path.Length > 1)
            ThrowInvalidArgument("-Name is the name of one key, and there are several files.", "Leave it out, or name one file.");
        foreach (string text in Path)
            Attempt(() => Import(LocationResolver.Resolve(SessionState, text)));
    }

    private void Import(string path)
    {
        if (!File.Exists(path))
            throw new BackupException(ErrorCode.KeyNotFound, $"There is no file '{path}'.", "Give the path of a key.", path);
        string name = Name ?? System.IO.Path.GetFileNameWithoutExtension(path);
        if (ShouldProcess($"Take the {(Private ? "private" : "public")} key '{path}' over as '{name}'.", $"Take over '{path}'?", "Confirm"))
            WriteObject(Await(_ => Task.FromResult(KeyTexts.Store.Import(name, path, Private, Passphrase))));
    }
}
