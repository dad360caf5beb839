using System.Management.Automation;
using System.Security;
using BackupTools.Commands.Hosting;
using BackupTools.Configuration;
using BackupTools.Conversion;

namespace BackupTools.Commands;

/// <summary>Makes a key that backups are encrypted for and signed with.</summary>
/// <remarks>
/// <para>It is a pair of RSA keys in this user's store. Whoever makes backups for it needs the public key alone, which Export-BackupKey
/// writes. Whoever has lost the private key has lost every backup that is encrypted for it alone: export it, under a passphrase, to a
/// place that does not burn with this machine, before the first backup.</para>
/// <para>With -Passphrase nobody opens the key without it, schedules included. Without it the store keeps a random one, protected as saved
/// passwords are, and this user's tests and restores need nothing.</para>
/// </remarks>
/// <example>
/// <code>New-BackupKey ops
/// Export-BackupKey ops -Destination ./ops.key -Private -Passphrase (Read-Host -AsSecureString)</code>
/// <para>Makes a key and a copy of it to keep elsewhere.</para>
/// </example>
/// <example>
/// <code>New-BackupKey archive -Bits 3072</code>
/// <para>Makes a key of another size.</para>
/// </example>
/// <seealso cref="GetBackupKeyCommand"/>
/// <seealso cref="ExportBackupKeyCommand"/>
/// <seealso cref="BackupDatabaseCommand"/>
[Cmdlet(VerbsCommon.New, "BackupKey", SupportsShouldProcess = true)]
[OutputType(typeof(BackupKey))]
public sealed class NewBackupKeyCommand : AsyncCmdlet
{
    /// <summary>The name: up to 100 letters, digits and . _ -, a letter or digit first.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = [];

    /// <summary>How many bits it has.</summary>
    /// <value>4096</value>
    [Parameter]
    [ValidateRange(2048, 16384)]
    public int Bits { get; set; } = KeyStore.DefaultBits;

    /// <summary>What its private part is under: a SecureString, a credential, or env:NAME.</summary>
    [Parameter]
    [ValidateNotNull]
    [SecretTransformation]
    public SecureString? Passphrase { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string name in Name)
        {
            Attempt(() =>
            {
                if (ShouldProcess($"Make the key '{name}' of {Bits:N0} bits.", $"Make '{name}'?", "Confirm"))
                    WriteObject(Await(_ => Task.FromResult(KeyTexts.Store.Create(name, Bits, Passphrase))));
            });
        }
    }
}
