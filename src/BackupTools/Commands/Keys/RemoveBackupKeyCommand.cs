using System.Management.Automation;
using BackupTools.Abstractions;
using BackupTools.Commands.Hosting;
using BackupTools.Completion;
using BackupTools.Configuration;

namespace BackupTools.Commands;

/// <summary>Removes keys from this user's store.</summary>
/// <remarks>
/// <para>Backups that are encrypted for a key alone can never be read again once its private part is gone everywhere. This cmdlet asks
/// first, unless -Confirm:$false is given or the store has the public part alone.</para>
/// </remarks>
/// <example>
/// <code>New-BackupKey old -Bits 2048 | Remove-BackupKey -WhatIf</code>
/// <para>Says what would be removed.</para>
/// </example>
/// <seealso cref="ExportBackupKeyCommand"/>
/// <seealso cref="GetBackupKeyCommand"/>
[Cmdlet(VerbsCommon.Remove, "BackupKey", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(void))]
public sealed class RemoveBackupKeyCommand : AsyncCmdlet
{
    /// <summary>The names. Wildcards are understood.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(KeyNameCompleter))]
    public string[] Name { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        KeyStore store = KeyTexts.Store;
        foreach (string pattern in Name)
        {
            Attempt(() =>
            {
                IReadOnlyList<string> found = NamePattern.HasWildcards(pattern) ? NamePattern.Find(pattern, store.GetNames(), ignoreCase: true) : [store.Get(pattern).Name];
                foreach (string name in found)
                    Attempt(() => Remove(store, store.Get(name)));
            });
        }
    }

    private void Remove(KeyStore store, BackupKey key)
    {
        string loss = key.HasPrivateKey ? " Backups that are encrypted for it alone can then never be read again, unless its private part is elsewhere, too." : "";
        if (ShouldProcess($"Remove the key '{key.Name}' ({key.KeyId[..16]}).{loss}", $"Remove '{key.Name}'?{loss}", "Confirm"))
            store.Remove(key.Name);
    }
}
