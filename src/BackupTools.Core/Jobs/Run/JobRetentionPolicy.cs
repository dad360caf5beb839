using BackupTools.Abstractions;
using BackupTools.Configuration;

namespace BackupTools.Jobs;

/// <summary>Which backups a job keeps.</summary>
internal static class JobRetentionPolicy
{
    /// <summary>The policy: the job's own, or else the default of the settings; empty where neither says anything.</summary>
    public static RetentionPolicy Of(BackupJobDefinition job, JobContext context) =>
        job.Retention ?? new RetentionPolicy { KeepLast = context.Settings.KeepLast ?? 0 };
}
