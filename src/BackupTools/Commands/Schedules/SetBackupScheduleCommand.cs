using System.Management.Automation;
using BackupTools.Abstractions;
using BackupTools.Commands.Hosting;
using BackupTools.Completion;
using BackupTools.Configuration;
using BackupTools.Conversion;
using BackupTools.Jobs;
using BackupTools.Scheduling;

namespace BackupTools.Commands;

/// <summary>Makes backups by themselves, as a task of the operating system.</summary>
/// <remarks>
/// <para>Writes the schedule into the configuration folder and a task for the scheduler of this machine: a timer of systemd, a task of the Task Scheduler, of launchd, or lines for cron.
/// -Scheduler chooses one by name. What a scheduler has no words for is an error with the id ScheduleNotExpressible, and never approximated; about_BackupTools_Scheduling has a
/// table. Either everything is written or nothing is.</para>
/// <para>The task starts this PowerShell (-PowerShellPath names another) with this module, and has no secret in it. Paths are kept as absolute ones. A connection is kept
/// as text without a password: a path, a URI, or the name of a registered connection.</para>
/// <para>When it is due say -Daily, -Weekly, -Monthly, -Every or -Cron, with -At, -DaysOfWeek, -DaysOfMonth and -LastDay; without any of them it is every Saturday at 00:00. Each backup is tested
/// (-Level), and only a good one makes an older one go (-KeepLast). A run that was missed because the machine was off is made up for.</para>
/// <para>A schedule of that name that says something else is an error, unless -Force replaces it. Emits how the schedule does.</para>
/// </remarks>
/// <example>
/// <code>Set-BackupSchedule -Name nightly -Connection ./shop.db -Storage ./backups -Daily -At 02:00 -KeepLast 3</code>
/// <para>Backs up a database every night, and keeps the three newest backups.</para>
/// </example>
/// <example>
/// <code>Set-BackupSchedule weekly -Connection ./shop.db -Storage ./backups -WhatIf</code>
/// <para>Shows all that would be written and run for a backup every Saturday at 00:00.</para>
/// </example>
/// <example>
/// <code>Set-BackupSchedule office -Connection ./shop.db -Storage ./backups -Cron '*/30 8-17 * * MON-FRI' -Level Quick -KeepLast 48</code>
/// <para>Backs up every half hour in office hours.</para>
/// </example>
/// <example>
/// <code>Set-BackupSchedule all -Connection postgresql://backup@db1 -Database * -ExcludeDatabase test* -Storage /backups -Weekly -DaysOfWeek Sunday -At 03:30 -TimeZone Europe/Berlin -Level Restore</code>
/// <para>Backs up a server every Sunday, in the time of Berlin wherever the machine is, and proves each backup by a trial restore. Needs systemd where the machine's time zone is another.</para>
/// </example>
/// <example>
/// <code>Set-BackupSchedule month -Connection ./shop.db -Storage ./archive -Monthly -LastDay -At 23:00 -KeepLast 0 -Scope User</code>
/// <para>Backs up on the last day of every month as this user, and keeps everything.</para>
/// </example>
/// <seealso cref="GetBackupScheduleCommand"/>
/// <seealso cref="RemoveBackupScheduleCommand"/>
/// <seealso cref="StartBackupScheduleCommand"/>
[Cmdlet(VerbsCommon.Set, "BackupSchedule", SupportsShouldProcess = true, DefaultParameterSetName = BackupSet)]
[OutputType(typeof(ScheduleStatus))]
public sealed partial class SetBackupScheduleCommand : AsyncCmdlet
{
    private const string BackupSet = "Backup", JobSet = "Job";

    /// <summary>The schedule's name: letters, digits and -_. within.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ScheduleCompleter))]
    public string Name { get; set; } = "";

    /// <summary>The name of a job in the folder of the configuration, or the path of a job's file. Its own retention and notifications count.</summary>
    [Parameter(Mandatory = true, ParameterSetName = JobSet, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(JobNameCompleter))]
    public string Job { get; set; } = "";

    /// <summary>The database or server: the path of a database file, a URI without a password, or the name of a registered connection.</summary>
    [Parameter(Mandatory = true, ParameterSetName = BackupSet)]
    [ConnectionText]
    [ValidateNotNullOrEmpty]
    public string Connection { get; set; } = "";

    /// <summary>The names of the databases on the server, with wildcards: * means all. Without it: the database that the connection names.</summary>
    [Parameter(ParameterSetName = BackupSet)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Database { get; set; } = [];

    /// <summary>The databases to leave out, with wildcards.</summary>
    [Parameter(ParameterSetName = BackupSet)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] ExcludeDatabase { get; set; } = [];

    /// <summary>Where to write: the paths of folders, or URIs without a secret. A folder that does not exist is made.</summary>
    [Parameter(Mandatory = true, ParameterSetName = BackupSet)]
    [ValidateNotNullOrEmpty]
    [StorageTransformation]
    [ArgumentCompleter(typeof(StorageCompleter))]
    public IBackupStorage[] Storage { get; set; } = [];

    /// <summary>The codec of the data: None, Gzip, Brotli or Zstd.</summary>
    /// <value>Zstd</value>
    [Parameter(ParameterSetName = BackupSet)]
    public Compression Compression { get; set; } = Compression.Zstd;

    /// <summary>
    /// For whom the backups are encrypted: names of Get-BackupKey, paths of public keys and certificates, or URIs of keys that a service keeps. As every backup is tested,
    /// one of them must be openable here without a passphrase; else schedule a job whose file does not test.
    /// </summary>
    [Parameter(ParameterSetName = BackupSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(KeyCompleter))]
    public string[] Recipient { get; set; } = [];

    /// <summary>The private key that signs the backups: a name of Get-BackupKey, or the path of a file without a passphrase.</summary>
    [Parameter(ParameterSetName = BackupSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(KeyNameCompleter))]
    public string? SigningKey { get; set; }

    /// <summary>How many backups of each database stay in each storage; 0 for all.</summary>
    /// <value>3</value>
    [Parameter(ParameterSetName = BackupSet)]
    [ValidateRange(0, 100_000)]
    public int KeepLast { get; set; } = 3;

    /// <summary>How thoroughly each backup is tested: Quick, Full or Restore. A trial restore of a server's database is made on that server.</summary>
    /// <value>Full</value>
    [Parameter(ParameterSetName = BackupSet)]
    public VerifyLevel Level { get; set; } = VerifyLevel.Full;

    /// <summary>When, as a cron expression: minute, hour, day of the month, month, day of the week; or six fields with the second first. Days of the month and of the week are meant together.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Cron { get; set; }

    /// <summary>Every day.</summary>
    [Parameter]
    public SwitchParameter Daily { get; set; }

    /// <summary>Every week, on -DaysOfWeek.</summary>
    [Parameter]
    public SwitchParameter Weekly { get; set; }

    /// <summary>Every month, on -DaysOfMonth or the last day.</summary>
    [Parameter]
    public SwitchParameter Monthly { get; set; }

    /// <summary>Every so many minutes or hours, as a clock shows them: 15m, 2h, 00:30:00. Minutes divide an hour, hours divide a day.</summary>
    [Parameter]
    [IntervalTransformation]
    public TimeSpan? Every { get; set; }

    /// <summary>The days of the week.</summary>
    /// <value>Saturday</value>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public DayOfWeek[] DaysOfWeek { get; set; } = [];

    /// <summary>The days of the month, from 1 to 31. A month that does not have one is left out.</summary>
    /// <value>1</value>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ValidateRange(1, 31)]
    public int[] DaysOfMonth { get; set; } = [];

    /// <summary>The last day of every month.</summary>
    [Parameter]
    public SwitchParameter LastDay { get; set; }

    /// <summary>The times of the day: 02:00, 14:30. Without -Weekly and -Monthly and without days, every day is meant.</summary>
    /// <value>00:00</value>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public TimeOnly[] At { get; set; } = [];

    /// <summary>The time zone of these times: Europe/Berlin, UTC. Of the schedulers only systemd knows others than the machine's.</summary>
    /// <value>That of the machine</value>
    [Parameter]
    [ValidateNotNull]
    [TimeZoneTransformation]
    [ArgumentCompleter(typeof(TimeZoneCompleter))]
    public TimeZoneInfo? TimeZone { get; set; }

    /// <summary>By how much a start may be put off at random, so that many machines do not start at once: 10m.</summary>
    /// <value>Not at all</value>
    [Parameter]
    [IntervalTransformation]
    public TimeSpan? RandomDelay { get; set; }

    /// <summary>The scheduler: Systemd, TaskScheduler, Launchd or Cron.</summary>
    /// <value>The first that the machine has and that runs</value>
    [Parameter]
    public SchedulerName Scheduler { get; set; }

    /// <summary>Whose task it is: System, the machine's, or User, this user's.</summary>
    /// <value>System for an administrator, User for others</value>
    [Parameter]
    public ScheduleScope Scope { get; set; }

    /// <summary>The account of the task, on Windows: SYSTEM, a managed service account (DOMAIN\name$), or a user, whose task then reaches no network shares.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Account { get; set; }

    /// <summary>The path of the PowerShell that the task starts.</summary>
    /// <value>The one that runs this command</value>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? PowerShellPath { get; set; }

    /// <summary>Sets the schedule without letting it run; Enable-BackupSchedule does.</summary>
    [Parameter]
    public SwitchParameter Disabled { get; set; }

    /// <summary>Replaces a schedule of that name that says something else, and a task of another configuration.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(() =>
    {
        ScheduleManager manager = ScheduleManager.Of(ConfigurationFolder.Current);
        Schedule schedule = Make(manager);
        if (!ShouldProcess(() => Await(work => manager.PlanSetAsync(schedule, Force, work.Stopping)).Describe(), $"Set the schedule '{Name}' ({schedule.Trigger})?"))
            return;
        foreach (string warning in Await(work => manager.SetAsync(schedule, Force, work.Stopping)))
            WriteWarning($"{Name}: {warning}");
        WriteObject(Await(work => manager.GetStatusAsync(schedule, work.Stopping)));
    });
}
