using BackupTools.Abstractions;
using BackupTools.Configuration;
using BackupTools.Scheduling;

namespace BackupTools.Jobs;

/// <summary>Finds what a schedule runs.</summary>
public static class ScheduledWorks
{
    /// <summary>Finds a job by its name or path. Who knows files of jobs sets it; null where nobody does.</summary>
    public static Func<ConfigurationFolder, string, IScheduledWork>? JobSource { get; set; }

    /// <summary>The work of a schedule.</summary>
    /// <param name="folder">The configuration folder.</param>
    /// <param name="work">What the schedule says.</param>
    /// <exception cref="BackupException"><see cref="ErrorCode.ConfigurationInvalid"/> where it names a job, and there are none.</exception>
    public static IScheduledWork Find(ConfigurationFolder folder, ScheduledWork work)
    {
        if (work.Backup is { } backup)
            return new ScheduledBackupWork(folder, backup);
        return JobSource is { } source
            ? source(folder, work.Job!)
            : throw new BackupException(ErrorCode.ConfigurationInvalid, $"There is no job '{work.Job}'.", "Describe the backup in the schedule itself.", work.Job);
    }

    /// <summary>The connection that a schedule names.</summary>
    /// <param name="components">The engines.</param>
    /// <param name="folder">The configuration folder.</param>
    /// <param name="text">The name of a registered connection, an absolute path, or a URI.</param>
    public static DbConnectionInfo Connect(ComponentSet components, ConfigurationFolder folder, string text) =>
        (ConnectionName.IsValid(text) ? new ConnectionStore(folder, components).Find(text) : null) ?? components.ParseConnection(text);
}
