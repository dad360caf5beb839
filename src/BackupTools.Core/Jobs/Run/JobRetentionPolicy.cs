using BackupTools.Backups;
using BackupTools.Configuration;

namespace BackupTools.Jobs;

/// <summary>What a job's file says of keeping backups, as the rules understand it.</summary>
internal static class JobRetentionPolicy
{
    /// <summary>The policy: the job's own, or else the default of the settings; empty where neither says anything.</summary>
    public static RetentionPolicy Of(BackupJobDefinition job, JobContext context) => job.Retention is { } said
        ? new RetentionPolicy
        {
            KeepLast = said.KeepLast,
            KeepHourly = said.KeepHourly,
            KeepDaily = said.KeepDaily,
            KeepWeekly = said.KeepWeekly,
            KeepMonthly = said.KeepMonthly,
            KeepYearly = said.KeepYearly,
            KeepWithin = said.KeepWithin,
            TimeZone = said.TimeZone ?? TimeZoneInfo.Local,
        }
        : new RetentionPolicy { KeepLast = context.Settings.KeepLast ?? 0 };
}
