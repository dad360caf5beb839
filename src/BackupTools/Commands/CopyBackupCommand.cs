using System.Management.Automation;
using BackupTools.Abstractions;
using BackupTools.Backups;
using BackupTools.Commands.Hosting;
using BackupTools.Completion;
using BackupTools.Configuration;
using BackupTools.Conversion;
using BackupTools.Jobs;

namespace BackupTools.Commands;

/// <summary>Copies backups to other storages, and proves that the copies are the same.</summary>
/// <remarks>
/// <para>The copy has the same name and the same identity. It appears under its name only when it is complete, and is
/// then read back and compared. A storage that already has the same backup is left as it is.</para>
/// <para>A backup that is encrypted is copied without a key. With -Recipient it is opened, checked, and encrypted for others: the copy has the same name
/// and an identity of its own.</para>
/// <para>Emits one object for each copy.</para>
/// </remarks>
/// <example>
/// <code>Get-Backup ./backups -Latest | Copy-Backup -Destination ./copies</code>
/// <para>Copies the newest full backup of every database to the folder copies.</para>
/// </example>
/// <example>
/// <code>Get-Backup ./backups -After (Get-Date).AddDays(-1) | Copy-Backup -Destination ./copies, ./second -WhatIf</code>
/// <para>Says which backups of the last day would be copied to two storages.</para>
/// </example>
/// <seealso cref="GetBackupCommand"/>
/// <seealso cref="RemoveBackupCommand"/>
[Cmdlet(VerbsCommon.Copy, "Backup", SupportsShouldProcess = true, DefaultParameterSetName = BackupSet)]
[OutputType(typeof(BackupInfo))]
public sealed class CopyBackupCommand : ReadingCmdlet
{
    private ArchiveProtection? _protection;

    /// <summary>The storages to copy to: paths of folders, or URIs. A folder that does not exist is made.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotNullOrEmpty]
    [StorageTransformation]
    [ArgumentCompleter(typeof(StorageCompleter))]
    public IBackupStorage[] Destination { get; set; } = null!;

    /// <summary>
    /// For whom the copy is encrypted anew: names of Get-BackupKey, paths of public keys and certificates, or URIs of keys that a service keeps. It needs a key that opens the backup, and is
    /// another backup with an identity of its own. It is what helps where a key has leaked.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(KeyCompleter))]
    public string[] Recipient { get; set; } = [];

    /// <summary>The private key that signs a copy that is encrypted anew: a name of Get-BackupKey, or the path of a file.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(KeyNameCompleter))]
    public string? SigningKey { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (Recipient.Length == 0)
        {
            if (SigningKey is not null)
                ThrowInvalidArgument("-SigningKey signs a copy that is encrypted anew.", "Give -Recipient with it; the copy of a signed backup is signed as that is.");
            return;
        }

        try
        {
            _protection = KeyTexts.ToProtection(SessionState, Recipient, null, SigningKey, Passphrase);
        }
        catch (BackupException e)
        {
            ThrowTerminatingError(e.ToErrorRecord());
        }
    }

    private protected override void Process(ChosenBackup archive)
    {
        ChosenBackup known = Identify(archive);
        foreach (IBackupStorage destination in Destination)
        {
            string what = $"Copy the backup {known.Describe()} to '{destination.Location}'{(_protection is null ? "" : $", encrypted for {string.Join(", ", _protection.Recipients.Select(r => r.Display))}")}";
            if (ShouldProcess(what + ".", what + "?", "Confirm"))
                Attempt(() => WriteObject(Copy(known, destination)));
        }
    }

    private BackupInfo Copy(ChosenBackup archive, IBackupStorage destination) => Await(work => CopyJob.RunAsync(
        Components, archive.Archive, Components.Restrict(destination, isReadOnly: false, MaxBytesPerSecond), work.Progress, work.Stopping, Recording, _protection));
}
