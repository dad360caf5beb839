using System.Management.Automation;
using System.Security;
using BackupTools.Abstractions;
using BackupTools.Completion;
using BackupTools.Configuration;
using BackupTools.Conversion;

namespace BackupTools.Commands.Hosting;

/// <summary>The base of the cmdlets that read what is in archives, and so may need keys.</summary>
public abstract class ReadingCmdlet : TransferCmdlet
{
    private ArchiveKeys? _keys;

    /// <summary>
    /// The private keys that may open encrypted backups: names of Get-BackupKey, paths of files (PEM, PKCS#12, OpenSSH), or URIs of keys that a service
    /// keeps (awskms://, azurekeyvault://, gcpkms://, hashivault://).
    /// </summary>
    /// <value>All private keys of Get-BackupKey</value>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(KeyCompleter))]
    public string[] Key { get; set; } = [];

    /// <summary>
    /// The passphrase of an encrypted backup, or the one that its key is under: a SecureString, a credential, or env:NAME.
    /// </summary>
    [Parameter]
    [ValidateNotNull]
    [SecretTransformation]
    public SecureString? Passphrase { get; set; }

    /// <summary>Whose signatures count: names of Get-BackupKey, or paths of public keys and certificates. A key that comes with a backup never counts.</summary>
    /// <value>All keys of Get-BackupKey</value>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(KeyNameCompleter))]
    public string[] TrustedKey { get; set; } = [];

    /// <summary>The secret that the backup was signed with, for those that share one: a SecureString, a credential, or env:NAME.</summary>
    [Parameter]
    [ValidateNotNull]
    [SecretTransformation]
    public SecureString? SharedSecret { get; set; }

    /// <summary>
    /// Refuses a backup that none of -TrustedKey and -SharedSecret has signed, before anything of it is read or runs. A backup is code that
    /// runs in a database.
    /// </summary>
    [Parameter]
    public SwitchParameter RequireSignature { get; set; }

    private protected override ArchiveKeys Keys => _keys ??= FindKeys();

    /// <summary>Where nothing was given and the store cannot be reached, a backup that needs no key is read all the same.</summary>
    private ArchiveKeys FindKeys() =>
        Key.Length + TrustedKey.Length == 0 && Passphrase is null && SharedSecret is null && !RequireSignature
            ? KeyTexts.Usual(WriteDebug)
            : new KeyChoice(KeyTexts.Store).ToKeys(
                KeyTexts.Resolve(SessionState, Key), Passphrase, KeyTexts.Resolve(SessionState, TrustedKey), SharedSecret, RequireSignature);
}
