using System.Management.Automation;
using BackupTools.Abstractions;
using BackupTools.Commands.Hosting;
using BackupTools.Completion;
using BackupTools.Conversion;
using BackupTools.Jobs;

namespace BackupTools.Commands;

/// <summary>Restores a database from a backup.</summary>
/// <remarks>
/// <para>Every chunk is checked before it is written. A target that exists and is not empty is refused unless
/// -IfExists says what to do with it. The target appears only when the restored copy is complete and was checked; a
/// restore that fails leaves it as it was.</para>
/// <para>Where an SQLite backup goes to: -TargetPath is the file to write; -TargetDatabase writes name.db in the current
/// location; -Connection is a connection to the file to write. One of them is needed.</para>
/// <para>Emits what it did. Replacing a database that exists asks for confirmation; -Confirm:$false answers it in a
/// script.</para>
/// </remarks>
/// <example>
/// <code>Get-Backup ./backups -Database shop -Last 1 | Restore-Database -TargetPath ./restored.db</code>
/// <para>Restores the newest backup of the database shop into the file restored.db.</para>
/// </example>
/// <example>
/// <code>Get-Backup ./backups -Database shop -Last 1 | Restore-Database -TargetDatabase shop_test -Verify</code>
/// <para>Restores into shop_test.db in the current location, reads every row back, and compares counts and checksums.</para>
/// </example>
/// <example>
/// <code>Get-Backup ./backups -Database shop -Last 1 | Restore-Database -TargetPath ./customers.db -Table customer</code>
/// <para>Restores one table out of a full backup.</para>
/// </example>
/// <example>
/// <code>Get-Backup ./backups -Database shop -Last 1 | Restore-Database -TargetPath ./shop.db -IfExists Replace -WhatIf</code>
/// <para>Says what would be restored and replaced, and changes nothing.</para>
/// </example>
/// <seealso cref="GetBackupCommand"/>
/// <seealso cref="TestBackupCommand"/>
/// <seealso cref="ExportBackupCommand"/>
[Cmdlet(VerbsData.Restore, "Database", SupportsShouldProcess = true, DefaultParameterSetName = BackupSet)]
[OutputType(typeof(RestoreResult))]
public sealed class RestoreDatabaseCommand : BackupCmdlet
{
    private bool _yesToAll;
    private bool _noToAll;

    /// <summary>The server to restore to, or the database file to write.</summary>
    [Parameter]
    [ConnectionTransformation]
    public DbConnectionInfo? Connection { get; set; }

    /// <summary>
    /// The name of the database to restore into. Without -Connection it is a database file, name.db, in the current
    /// location.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? TargetDatabase { get; set; }

    /// <summary>The database file to write. A relative path is relative to the current location.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? TargetPath { get; set; }

    /// <summary>What to do with a target that exists and is not empty: Fail, Replace, or Append rows to its tables.</summary>
    /// <value>Fail</value>
    [Parameter]
    public IfExists IfExists { get; set; } = IfExists.Fail;

    /// <summary>The tables to restore, by name or schema.name. Without it: everything.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(TableCompleter))]
    public string[] Table { get; set; } = [];

    /// <summary>Reads every restored row back, and compares counts and checksums with those in the backup.</summary>
    [Parameter]
    public SwitchParameter Verify { get; set; }

    /// <summary>How many chunks are worked on at the same time.</summary>
    /// <value>One a processor</value>
    [Parameter]
    [ValidateRange(1, 256)]
    public int Parallelism { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (TargetPath is not null && (Connection is not null || TargetDatabase is not null))
            ThrowInvalidArgument("-TargetPath says it all for a database file.", "Leave out -Connection and -TargetDatabase.");
        if (TargetPath is null && Connection is null && TargetDatabase is null)
        {
            ThrowInvalidArgument(
                "Nothing says where to restore to.", "Give -TargetPath for a database file, or -Connection and -TargetDatabase for a server.");
        }

        if (Connection?.Path is not null && TargetDatabase is not null)
            ThrowInvalidArgument($"'{Connection.Display}' is a file, and one database.", "Leave out -TargetDatabase.");
    }

    private protected override void Process(ArchiveLocation archive)
    {
        DbConnectionInfo target = GetTarget();
        var options = new RestoreJobOptions
        {
            Storage = archive.Storage,
            Name = archive.Name,
            Target = target,
            IfExists = IfExists,
            Selection = new ObjectSelection { Tables = Table },
            Verify = Verify,
            Parallelism = Parallelism,
        };
        if (!ShouldProcess(() => Describe(options), $"Restore {archive.Describe()} to '{target.Display}'?") || !MayReplace(target))
            return;
        WriteObject(Await(work => RestoreJob.RunAsync(Components, options with { Progress = work.Progress }, work.Stopping)));
    }

    private DbConnectionInfo GetTarget()
    {
        if (Connection is not null)
            return TargetDatabase is null ? Connection : Connection with { Database = TargetDatabase };
        string path = TargetPath ?? System.IO.Path.Combine(
            SessionState.Path.CurrentFileSystemLocation.ProviderPath, TargetDatabase + ".db");
        return Components.ParseConnection(LocationResolver.Resolve(SessionState, path));
    }

    private string Describe(RestoreJobOptions options)
    {
        RestorePlan plan = Await(work => RestoreJob.PlanAsync(Components, options, work.Stopping));
        return string.Join(" ", plan.Steps);
    }

    /// <summary>Replacing what exists is asked about by default, as a high impact; everything else is not.</summary>
    private bool MayReplace(DbConnectionInfo target)
    {
        bool isAnswered = MyInvocation.BoundParameters.ContainsKey("Confirm")
            || SessionState.PSVariable.GetValue("ConfirmPreference") is ConfirmImpact.None;
        bool replaces = IfExists == IfExists.Replace && (target.Path is null || File.Exists(target.Path));
        return isAnswered || !replaces
            || ShouldContinue($"Replace '{target.Display}' with the restored database?", "Confirm", ref _yesToAll, ref _noToAll);
    }
}
