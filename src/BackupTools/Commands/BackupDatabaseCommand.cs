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

/// <summary>Backs up databases, each into one file that any zip tool opens.</summary>
/// <remarks>
/// <para>Reads a consistent view of each database while others go on writing, and writes one archive to every storage
/// that is named, from one reading. No client tool is needed.</para>
/// <para>An archive appears under its name only when it is complete. A backup that fails leaves nothing behind. Where
/// one of several storages fails, the others keep their complete backup, and the failure is an error with the id
/// DestinationFailed.</para>
/// <para>-Schema, -Table, -ExcludeTable, -SchemaOnly, -DataOnly, -Include and -Exclude choose a part of the database, and
/// are combined. A name that matches nothing is an error, and so is what the engine cannot honor: SQLite has only the
/// features Tables, Data, Indexes, Views and Triggers. A backup of a part has the type Table, and says in Selection what
/// was chosen.</para>
/// <para>Tables of Get-DbTable that are piped in are backed up together: one archive for each database, with those
/// tables.</para>
/// <para>-KeepLast, -KeepDaily and their like remove older backups when the new one is there: only of the same database of the
/// same server, only such of the same kind (a backup of tables takes the place of none of the whole), and only from the
/// storages that got the new one. Where that fails it is a warning, since the backup is good. Invoke-BackupRetention says what
/// stays in any case.</para>
/// <para>-Recipient and -Passphrase encrypt the backup, -SigningKey and -SharedSecret sign it: see about_BackupTools_Encryption. What may be
/// known of an encrypted backup without a key is its database, server, moment, kind and size; no table, count or selection.</para>
/// <para>Emits one object for each archive. It says in Server and ServerId where the data came from.</para>
/// </remarks>
/// <example>
/// <code>Backup-Database ./shop.db -Storage ./backups</code>
/// <para>Backs up an SQLite database into the folder backups.</para>
/// </example>
/// <example>
/// <code>Backup-Database ./shop.db -Storage ./backups | Test-Backup -Level Restore</code>
/// <para>Backs up, and proves by a trial restore that the backup is good.</para>
/// </example>
/// <example>
/// <code>Backup-Database *.db -Storage ./backups, ./copies -Compression Gzip</code>
/// <para>Backs up every database in the current folder to two storages, compressed with gzip.</para>
/// </example>
/// <example>
/// <code>Backup-Database ./shop.db -Storage ./backups -Table customer, line</code>
/// <para>Backs up two tables only.</para>
/// </example>
/// <example>
/// <code>Backup-Database ./shop.db -Storage ./backups -ExcludeTable audit* -Exclude Triggers</code>
/// <para>Backs up everything but the tables whose names begin with audit, and no triggers.</para>
/// </example>
/// <example>
/// <code>Backup-Database postgresql://backup@db1/shop -Storage ./backups -Parallelism 4</code>
/// <para>Backs up a PostgreSQL database over four connections that share one snapshot. The password comes from
/// ~/.pgpass, or from New-DbConnection -Credential.</para>
/// </example>
/// <example>
/// <code>Backup-Database postgresql://backup@db1/shop -Storage ./backups -Schema sales, hr -ExcludeTable sales.audit* -Exclude Privileges</code>
/// <para>Backs up two schemas of a PostgreSQL database without some tables and without grants.</para>
/// </example>
/// <example>
/// <code>New-DbConnection mongodb://db1/shop?authSource=admin -Credential (Get-Credential backup) | Backup-Database -Storage ./backups -Table order*</code>
/// <para>Backs up collections of MongoDB, all of one moment where the server is a member of a replica set.</para>
/// </example>
/// <example>
/// <code>Backup-Database postgresql://backup@db1 -ExcludeDatabase test* -Storage ./backups -Description 'before the move'</code>
/// <para>Backs up every database of a server but some, with a note that Get-Backup shows.</para>
/// </example>
/// <example>
/// <code>Get-DbTable ./shop.db | Where-Object Name -in customer, line | Backup-Database -Storage ./backups</code>
/// <para>Backs up the tables that a condition picks, together in one archive.</para>
/// </example>
/// <example>
/// <code>Backup-Database ./shop.db -Storage ./backups -KeepLast 3</code>
/// <para>Backs up, and then keeps the three newest backups of that database.</para>
/// </example>
/// <example>
/// <code>New-BackupKey ops | Out-Null
/// Backup-Database ./shop.db -Storage ./backups -Recipient ops -SigningKey ops</code>
/// <para>Makes a key, and a backup that only its owner can read and nobody can forge.</para>
/// </example>
/// <example>
/// <code>Backup-Database ./shop.db -Storage ./backups -WhatIf</code>
/// <para>Says what would be read and written, and writes nothing.</para>
/// </example>
/// <seealso cref="GetBackupCommand"/>
/// <seealso cref="TestBackupCommand"/>
/// <seealso cref="RestoreDatabaseCommand"/>
/// <seealso cref="InvokeBackupRetentionCommand"/>
[Cmdlet(VerbsData.Backup, "Database", SupportsShouldProcess = true)]
[OutputType(typeof(BackupInfo))]
public sealed class BackupDatabaseCommand : ConnectionCmdlet, IDynamicParameters
{
    private readonly BackupParameters _selection = new();
    private readonly RetentionParameters _retention = new();
    private readonly ParameterGroups _groups;
    private RetentionPolicy _policy = new();
    private ArchiveProtection _protection = ArchiveProtection.None;

    /// <summary>Prepares the parameters that other cmdlets have too.</summary>
    public BackupDatabaseCommand() => _groups = new ParameterGroups(_selection, _retention);

    /// <summary>
    /// Where to write: the paths of folders, URIs, or objects of New-BackupStorage. A folder that does not exist is made. Every storage gets the same
    /// archive. Without it: the default of Set-BackupConfiguration.
    /// </summary>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    [StorageTransformation]
    [ArgumentCompleter(typeof(StorageCompleter))]
    public IBackupStorage[] Storage { get; set; } = null!;

    /// <summary>The codec of the data: None, Gzip, Brotli or Zstd. Without it: the default of Set-BackupConfiguration.</summary>
    /// <value>Zstd</value>
    [Parameter]
    public Compression Compression { get; set; } = Compression.Zstd;

    /// <summary>A note to keep in the backup, on one line: why it was made, or for whom. Get-Backup shows it.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Description { get; set; }

    /// <summary>
    /// How many bytes a second are written to each storage at most: 20MB, say. It leaves room for others on a line or a disk.
    /// </summary>
    /// <value>No limit</value>
    [Parameter]
    [ValidateRange(1, long.MaxValue)]
    public long? MaxBytesPerSecond { get; set; }

    /// <summary>
    /// For whom the backup is encrypted: names of Get-BackupKey, paths of public keys and certificates, or URIs of keys that a service keeps. Each of them can open it alone. This
    /// machine needs no private key.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(KeyCompleter))]
    public string[] Recipient { get; set; } = [];

    /// <summary>A passphrase that the backup is encrypted with, beside the recipients or alone: a SecureString, a credential, or env:NAME.</summary>
    [Parameter]
    [ValidateNotNull]
    [SecretTransformation]
    public SecureString? Passphrase { get; set; }

    /// <summary>The private key that signs the backup: a name of Get-BackupKey, or the path of a file.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(KeyNameCompleter))]
    public string? SigningKey { get; set; }

    /// <summary>A secret to sign the backup with, for those that share one: a SecureString, a credential, or env:NAME.</summary>
    [Parameter]
    [ValidateNotNull]
    [SecretTransformation]
    public SecureString? SharedSecret { get; set; }

    private protected override string[] ExcludedDatabases => _selection.ExcludeDatabase;

    private protected override bool MustMatch => true;

    /// <inheritdoc/>
    public object GetDynamicParameters() => _groups.ToDictionary();

    /// <summary>What is not given is what is set; nothing is asked for where all is given.</summary>
    protected override void BeginProcessing()
    {
        _groups.Fill();
        base.BeginProcessing();
        try
        {
            var defaults = new GivenOrSet(MyInvocation.BoundParameters, () => Settings);
            Storage = defaults.Storage(Storage);
            Compression = defaults.Compression(Compression);
            _selection.Parallelism = defaults.Parallelism(_selection.Parallelism);
            _policy = defaults.Retention(_retention.ToPolicy(), WriteWarning);
            if (Recipient.Length > 0 || Passphrase is not null || SigningKey is not null || SharedSecret is not null)
                _protection = KeyTexts.ToProtection(SessionState, Recipient, Passphrase, SigningKey, sharedSecret: SharedSecret);
        }
        catch (BackupException e)
        {
            ThrowTerminatingError(e.ToErrorRecord());
        }

        if (_policy.IsEmpty && MyInvocation.BoundParameters.ContainsKey(nameof(RetentionParameters.TimeZone)))
            ThrowInvalidArgument("-TimeZone is that of the backups to keep, and nothing says how many.", "Give -KeepDaily or another with it, or leave it out.");
    }

    private protected override void Process(DbConnectionInfo connection, IReadOnlyList<TableInfo> tables)
    {
        ObjectSelection selection = _selection.ToSelection();
        if (tables.Count > 0)
        {
            if (selection.Tables.Count > 0)
            {
                throw new BackupException(
                    ErrorCode.InvalidArgument, "Tables come from the pipeline, and -Table names others.", "Leave out one of the two.");
            }

            selection = selection with { Tables = [.. tables.Select(t => $"{t.Schema}.{t.Name}").Distinct(StringComparer.Ordinal)] };
        }

        foreach (DbConnectionInfo database in FindConnections(connection))
            Attempt(() => BackUp(database, selection));
    }

    private void BackUp(DbConnectionInfo connection, ObjectSelection selection)
    {
        var options = new BackupJobOptions
        {
            Connection = connection,
            Storages = [.. Storage.Select(s => Components.Restrict(s, IsWhatIf, MaxBytesPerSecond))],
            Selection = selection,
            IncludePasswordHashes = _selection.IncludePasswordHash,
            Description = Description,
            Protection = _protection,
            Retention = _policy,
            Compression = Compression.ToString().ToLowerInvariant(),
            Parallelism = _selection.Parallelism,
        };
        string places = string.Join(", ", Storage.Select(s => s.Location));
        if (!ShouldProcess(
            () => Await(work => BackupJob.PlanAsync(Components, options, work.Stopping)),
            $"Back up '{connection.Display}' to {places}?"))
        {
            return;
        }

        BackupJobResult result = Await(work => BackupJob.RunAsync(Components, options with { Progress = work.Progress, Recording = Recording }, work.Stopping));
        foreach (string warning in result.Warnings)
            WriteWarning($"{connection.Display}: {warning}");
        WriteObject(result.Backups, enumerateCollection: true);
        foreach (DestinationFailure failure in result.Failures)
            WriteError(failure.ToErrorRecord());
    }
}
