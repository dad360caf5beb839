using BackupTools.Abstractions;
using BackupTools.Commands.Hosting;
using BackupTools.Configuration;
using BackupTools.Conversion;
using BackupTools.Jobs;
using BackupTools.Scheduling;

namespace BackupTools.Commands;

/// <content>Makes a schedule of the arguments.</content>
public sealed partial class SetBackupScheduleCommand
{
    private Schedule Make(ScheduleManager manager)
    {
        ScheduleRules.CheckName(Name);
        ScheduleScope scope = IsGiven(nameof(Scope)) ? Scope : manager.IsPrivileged ? ScheduleScope.System : ScheduleScope.User;
        return new Schedule
        {
            Name = Name,
            Trigger = Trigger().ToTrigger(),
            TimeZone = TimeZone?.Id,
            IsEnabled = !Disabled,
            Scope = scope,
            Scheduler = manager.Choose(IsGiven(nameof(Scheduler)) ? Scheduler.ToString() : null, scope),
            Account = Account,
            RandomDelay = RandomDelay,
            Work = ParameterSetName == JobSet ? new ScheduledWork { Job = CheckedJob() } : new ScheduledWork { Backup = Backup() },
            Launch = ScheduleFactory.Launch(SessionState, PowerShellPath is null ? null : LocationResolver.Resolve(SessionState, PowerShellPath)),
            ChangedAtUtc = ScheduleFactory.Now(),
        };
    }

    /// <summary>The job, by its name or its absolute path; one that could not run is refused now, and not in the night.</summary>
    private string CheckedJob()
    {
        bool isPath = Job.AsSpan().IndexOfAny('/', '\\') >= 0 || JobFolder.IsJob(Job);
        string job = isPath ? LocationResolver.Resolve(SessionState, Job) : Job;
        new ScheduledJobWork(ConfigurationFolder.Current, job).Check(Components);
        return job;
    }

    private TriggerParameters Trigger() => new()
    {
        Cron = Cron,
        Daily = Daily,
        Weekly = Weekly,
        Monthly = Monthly,
        Every = Every,
        DaysOfWeek = DaysOfWeek,
        DaysOfMonth = DaysOfMonth,
        LastDay = LastDay,
        At = At,
    };

    private ScheduledBackup Backup()
    {
        if (Array.Find(Storage, s => s.Info.GetSecret() is not null || s.Info.UserName is not null || s.Info.Options.Count > 0 || s.Info.MaxBytesPerSecond is not null) is { } storage)
        {
            throw new BackupException(
                ErrorCode.InvalidArgument, $"A schedule keeps a storage as text, and that of '{storage.Location}' would lose its user, secret, limit or options.",
                "Give its path or URI.", storage.Location);
        }

        ScheduledBackup backup = new()
        {
            Connection = Connection,
            Databases = Database,
            ExcludedDatabases = ExcludeDatabase,
            Storages = [.. Storage.Select(s => s.Location)],
            Compression = Compression.ToString().ToLowerInvariant(),
            Recipients = KeyTexts.Resolve(SessionState, Recipient),
            SigningKey = KeyTexts.Resolve(SessionState, SigningKey),
            KeepLast = KeepLast,
            Level = Level.ToString(),
        };
        new ScheduledBackupWork(ConfigurationFolder.Current, backup).Check(Components);
        return backup;
    }

    private bool IsGiven(string parameter) => MyInvocation.BoundParameters.ContainsKey(parameter);
}
