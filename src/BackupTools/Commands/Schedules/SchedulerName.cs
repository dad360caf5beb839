namespace BackupTools.Commands;

/// <summary>The schedulers of operating systems.</summary>
public enum SchedulerName
{
    /// <summary>Timers of systemd, on Linux.</summary>
    Systemd,

    /// <summary>The Task Scheduler of Windows.</summary>
    TaskScheduler,

    /// <summary>launchd of macOS.</summary>
    Launchd,

    /// <summary>cron.</summary>
    Cron,
}
