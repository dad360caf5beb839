using System.Management.Automation;
using System.Security;
using BackupTools.Abstractions;
using BackupTools.Backups;
using BackupTools.Commands.Hosting;
using BackupTools.Completion;
using BackupTools.Configuration;
using BackupTools.Conversion;
using BackupTools.Jobs;

namespace BackupTools.Commands;

/// <summary>Lets further keys open encrypted backups, without touching their data.</summary>
/// <remarks>
/// <para>A backup's data is encrypted with a key of its own, and that is wrapped for each recipient. This cmdlet opens it with a key that you have, wraps
/// it for the new recipients, and writes that into a small file beside the backup (*.backup.keys-0001.json, then 0002 and so on). The backup
/// itself stays as it is, to the byte, and so do its signature and every file that was written before. Copy-Backup, Sync-Backup and Remove-Backup
/// take these files along.</para>
/// <para>Nobody loses anything by it: whoever could open the backup before still can. Where a key has leaked, this does not help. Use Copy-Backup with
/// -Recipient, which encrypts the data anew, and remove the old backup.</para>
/// <para>Emits one object for each backup. One that cannot be reached or opened is an error, too, and the others go on.</para>
/// </remarks>
/// <example>
/// <code>New-BackupKey lena | Out-Null
/// Get-Backup ./backups | Where-Object Encrypted | Update-BackupKey -Recipient lena</code>
/// <para>Lets the key lena open every encrypted backup of a folder.</para>
/// </example>
/// <example>
/// <code>Get-Backup ./backups | Where-Object Encrypted | Update-BackupKey -NewPassphrase (Read-Host -AsSecureString) -WhatIf</code>
/// <para>Says which backups a passphrase does not open yet, and which of them cannot be opened here either.</para>
/// </example>
/// <seealso cref="CopyBackupCommand"/>
/// <seealso cref="NewBackupKeyCommand"/>
[Cmdlet(VerbsData.Update, "BackupKey", SupportsShouldProcess = true, DefaultParameterSetName = BackupSet)]
[OutputType(typeof(KeyUpdate))]
public sealed class UpdateBackupKeyCommand : ReadingCmdlet
{
    private IReadOnlyList<IKeyRecipient> _recipients = [];

    /// <summary>Who is to be able to open the backups, too: names of Get-BackupKey, paths of public keys and certificates, or URIs of keys that a service keeps.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(KeyCompleter))]
    public string[] Recipient { get; set; } = [];

    /// <summary>A passphrase that is to open them, too: a SecureString, a credential, or env:NAME.</summary>
    [Parameter]
    [ValidateNotNull]
    [SecretTransformation]
    public SecureString? NewPassphrase { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (Recipient.Length == 0 && NewPassphrase is null)
            ThrowInvalidArgument("Nobody is named who is to be able to open the backups.", "Give -Recipient or -NewPassphrase.");
        try
        {
            _recipients = KeyTexts.ToProtection(SessionState, Recipient, NewPassphrase).Recipients;
        }
        catch (BackupException e)
        {
            ThrowTerminatingError(e.ToErrorRecord());
        }
    }

    private protected override void Process(ChosenBackup archive)
    {
        try
        {
            Update(archive);
        }
        catch (BackupException e)
        {
            WriteObject(new KeyUpdate
            {
                Result = "Failed", Message = ShownText.Clean(e.Message), Path = archive.Archive.Path,
                Id = archive.Info?.Id, Database = archive.Info?.Database, CreatedAt = archive.Info?.CreatedAt,
            });
            throw;
        }
    }

    private void Update(ChosenBackup archive)
    {
        using KeyUpdateJob job = Await(work => KeyUpdateJob.OpenAsync(archive.Archive, _recipients, work.Stopping));
        KeyUpdate result = new()
        {
            Result = "Unchanged", Path = archive.Archive.Path, Id = job.Header.Id, Database = job.Header.Database,
            CreatedAt = job.Header.CreatedAt.ToLocalTime(),
        };
        if (job.Missing.Count == 0)
        {
            WriteObject(result);
            return;
        }

        string what = $"Let {string.Join(", ", job.Missing.Select(r => r.Display))} open the backup '{archive.Archive.Path}'";
        if (ShouldProcess(what + ".", what + "?", "Confirm"))
            WriteObject(result with { Result = "Added", Added = Await(work => job.AddAsync(work.Stopping)) });
    }
}
