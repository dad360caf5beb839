using BackupTools.Abstractions;
using BackupTools.Configuration;
using BackupTools.Scheduling;

namespace BackupTools.Jobs;

/// <summary>Finds what a schedule runs.</summary>
public static class ScheduledWorks
{
    /// <summary>The work of a schedule.</summary>
    /// <param name="folder">The configuration folder.</param>
    /// <param name="work">What the schedule says.</param>
    /// <param name="recording">Where it is written down; null for nowhere.</param>
    public static IScheduledWork Find(ConfigurationFolder folder, ScheduledWork work, JobRecording? recording = null) => work.Backup is { } backup
        ? new ScheduledBackupWork(folder, backup, recording)
        : new ScheduledJobWork(folder, work.Job!, recording);

    /// <summary>The connection that a schedule names.</summary>
    /// <param name="components">The engines.</param>
    /// <param name="folder">The configuration folder.</param>
    /// <param name="text">The name of a registered connection, an absolute path, or a URI.</param>
    public static DbConnectionInfo Connect(ComponentSet components, ConfigurationFolder folder, string text) =>
        (ConnectionName.IsValid(text) ? new ConnectionStore(folder, components).Find(text) : null) ?? components.ParseConnection(text);
}
