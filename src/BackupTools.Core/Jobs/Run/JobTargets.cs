using BackupTools.Abstractions;
using BackupTools.Configuration;
using BackupTools.Notifications;

namespace BackupTools.Jobs;

/// <summary>Whom a job's file says to tell.</summary>
internal static class JobTargets
{
    /// <summary>Understands them.</summary>
    /// <param name="job">The job.</param>
    /// <param name="onProblem">Takes each that cannot be told, with what is wrong.</param>
    public static IReadOnlyList<NotificationTarget> Read(BackupJobDefinition job, Action<JobTarget, BackupException> onProblem)
    {
        List<NotificationTarget> targets = [];
        foreach (JobTarget target in job.Notify)
        {
            try
            {
                targets.Add(NotificationTarget.Parse(ToMapping(target)));
            }
            catch (BackupException e)
            {
                onProblem(target, e);
            }
        }

        return targets;
    }

    /// <summary>An address alone is that of a webhook.</summary>
    private static Dictionary<string, object?> ToMapping(JobTarget target) => target.Text is { } url
        ? new() { ["kind"] = "webhook", ["url"] = url }
        : target.Settings.ToDictionary(s => s.Key, s => s.Values is [var one] ? (object?)one : s.Values, StringComparer.OrdinalIgnoreCase);
}
