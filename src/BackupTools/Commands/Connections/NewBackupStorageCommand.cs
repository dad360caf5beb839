using System.Collections;
using System.Management.Automation;
using BackupTools.Abstractions;
using BackupTools.Commands.Hosting;
using BackupTools.Completion;
using BackupTools.Conversion;

namespace BackupTools.Commands;

/// <summary>Makes a storage object to give to other cmdlets.</summary>
/// <remarks>
/// <para>A storage says where backups lie and how to get in. It opens nothing and makes no folder.</para>
/// <para>Wherever a cmdlet takes a storage it also takes a path or a URI. You need this cmdlet to give what has no place in
/// those: a limit, and for kinds of storages that have them a user with a password or key, and options. The secret is kept
/// as a SecureString and is shown nowhere. Backups that were found in such a storage carry it along, so that what they
/// are piped to reaches it in the same way.</para>
/// </remarks>
/// <example>
/// <code>$share = New-BackupStorage /mnt/nas/backups -MaxBytesPerSecond 20MB
/// Backup-Database ./shop.db -Storage $share</code>
/// <para>Backs up to a network share, and leaves room for others on the line.</para>
/// </example>
/// <example>
/// <code>New-BackupStorage /mnt/nas/backups -MaxBytesPerSecond 20MB | Get-Backup -Latest | Test-Backup</code>
/// <para>Tests the newest backups within the same limit, which the backups carry.</para>
/// </example>
/// <example>
/// <code>$store = New-BackupStorage s3://acme-backups/shop -Credential $key -Option @{ Region = 'eu-central-1'; RetainDays = 30 }
/// Backup-Database ./shop.db -Storage $store</code>
/// <para>Backs up to a bucket of Amazon S3, from which nobody can remove the backup for 30 days. The help topic about_BackupTools_Storage has all
/// options, and what the key must be permitted to do.</para>
/// </example>
/// <example>
/// <code>$store = New-BackupStorage azblob://acme/backups/shop -Option @{ AccessTier = 'Cool' }
/// Backup-Database ./shop.db -Storage $store</code>
/// <para>Backs up to a container of Azure Blob Storage as whoever the machine or the user is logged in as; -Credential takes the account and its
/// key, a SAS token or a connection string.</para>
/// </example>
/// <example>
/// <code>$store = New-BackupStorage gs://acme-backups/shop -Option @{ KeyFile = '/etc/backup/key.json'; StorageClass = 'NEARLINE' }
/// Backup-Database ./shop.db -Storage $store</code>
/// <para>Backs up to a bucket of Google Cloud Storage by a service account's key; without KeyFile as whoever the machine or the user is logged in as.</para>
/// </example>
/// <example>
/// <code>$nas = New-BackupStorage sftp://backup@nas.example.com/~/shop -Option @{ KeyFile = '~/.ssh/backup_ed25519' }
/// Backup-Database ./shop.db -Storage $nas, ./backups</code>
/// <para>Backs up to a server by SFTP and to a folder, reading the database once.</para>
/// </example>
/// <example>
/// <code>$cloud = New-BackupStorage webdavs://cloud.example.com/remote.php/dav/files/keeper/backups -Credential (Get-Credential keeper)
/// Backup-Database ./shop.db -Storage $cloud</code>
/// <para>Backs up to a Nextcloud, or another server of WebDAV.</para>
/// </example>
/// <seealso cref="BackupDatabaseCommand"/>
/// <seealso cref="GetBackupCommand"/>
[Cmdlet(VerbsCommon.New, "BackupStorage")]
[OutputType(typeof(StorageInfo))]
public sealed class NewBackupStorageCommand : AsyncCmdlet
{
    /// <summary>The path of a folder, or a URI. A relative path is relative to the current location.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [Alias("FullName", "Storage")]
    [ArgumentCompleter(typeof(StorageCompleter))]
    public string[] Location { get; set; } = [];

    /// <summary>The user and password, or the id and secret of a key, for kinds of storages that have them. A folder has none, and refuses it. Without it a bucket of S3 or Google or a container of Azure is opened by the key that the environment has, or as whoever the user or the machine is there.</summary>
    [Parameter]
    [ValidateNotNull]
    [Credential]
    public PSCredential? Credential { get; set; }

    /// <summary>Further settings of the kind of storage, by its own names. A folder has none, and refuses them.</summary>
    [Parameter]
    [ValidateNotNull]
    public Hashtable? Option { get; set; }

    /// <summary>
    /// How many bytes a second are read from it, and written to it, at most, by each command: 20MB, say. It leaves room for
    /// others on a line or a disk.
    /// </summary>
    /// <value>No limit</value>
    [Parameter]
    [ValidateRange(1, long.MaxValue)]
    public long? MaxBytesPerSecond { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string location in Location)
            Attempt(() => WriteObject(Make(location)));
    }

    private StorageInfo Make(string location)
    {
        StorageInfo storage = LocationResolver.ParseStorage(SessionState, location) with
        {
            UserName = Credential?.UserName,
            Options = ToOptions(Option),
            MaxBytesPerSecond = MaxBytesPerSecond,
        };
        storage = storage.WithSecret(Credential?.Password);
        Components.OpenStorage(storage); // Contacts nothing, and refuses what the kind does not have.
        return storage;
    }

    private static Dictionary<string, string> ToOptions(Hashtable? table) => (table ?? []).Cast<DictionaryEntry>()
        .ToDictionary(e => e.Key.ToString()!, e => Unwrap.Base(e.Value)?.ToString() ?? "", StringComparer.OrdinalIgnoreCase);
}
