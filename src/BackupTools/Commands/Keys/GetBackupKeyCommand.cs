using System.Management.Automation;
using BackupTools.Abstractions;
using BackupTools.Commands.Hosting;
using BackupTools.Completion;
using BackupTools.Configuration;

namespace BackupTools.Commands;

/// <summary>Lists the keys of this user's store.</summary>
/// <remarks>
/// <para>Shows nothing secret. KeyId is what encrypted backups call the key: the SHA-256 of its public part, the same on every machine.</para>
/// </remarks>
/// <example>
/// <code>Get-BackupKey</code>
/// <para>Lists all keys.</para>
/// </example>
/// <example>
/// <code>Get-BackupKey | Where-Object HasPrivateKey -eq $false</code>
/// <para>Lists the keys of others, for whom backups can be made here and not opened.</para>
/// </example>
/// <seealso cref="NewBackupKeyCommand"/>
/// <seealso cref="ImportBackupKeyCommand"/>
[Cmdlet(VerbsCommon.Get, "BackupKey")]
[OutputType(typeof(BackupKey))]
public sealed class GetBackupKeyCommand : AsyncCmdlet
{
    /// <summary>The names. Wildcards are understood. Without it: all.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(KeyNameCompleter))]
    public string[] Name { get; set; } = ["*"];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        KeyStore store = KeyTexts.Store;
        foreach (string pattern in Name)
        {
            Attempt(() =>
            {
                if (!NamePattern.HasWildcards(pattern))
                {
                    WriteObject(store.Get(pattern));
                    return;
                }

                foreach (string name in NamePattern.Find(pattern, store.GetNames(), ignoreCase: true))
                    Attempt(() => WriteObject(store.Get(name)));
            });
        }
    }
}
