using System.Diagnostics;
using BackupTools.Abstractions;
using BackupTools.Configuration;
using BackupTools.Notifications;

namespace BackupTools.Jobs;

/// <summary>Tells a job's targets that it begins and how it ended. That never makes a good backup a failed one, nor the reverse.</summary>
internal sealed class JobTelling
{
    private readonly string _job;
    private readonly JobNotifier? _notifier;
    private readonly Action<string> _onWarning;
    private readonly long _started = Stopwatch.GetTimestamp();

    /// <summary>Prepares it.</summary>
    /// <param name="job">The job.</param>
    /// <param name="context">What it runs with.</param>
    public JobTelling(BackupJobDefinition job, JobContext context)
    {
        _job = job.Name;
        _onWarning = context.OnWarning;
        if (job.Notify.Count > 0)
            _notifier = new JobNotifier(context.Folder, JobTargets.Read(job, (_, e) => throw e));
    }

    /// <summary>Tells that it begins.</summary>
    public Task BeginAsync(CancellationToken cancellationToken) =>
        TellAsync(new NotificationEvent { Job = _job, Outcome = NotificationOutcome.Started }, cancellationToken);

    /// <summary>Tells how it ended.</summary>
    /// <param name="results">The results, one for each database; a job without any has failed.</param>
    /// <param name="cancellationToken">Stops the telling.</param>
    public Task EndAsync(IReadOnlyList<JobResult> results, CancellationToken cancellationToken)
    {
        BackupException? error = results.SelectMany(r => r.Errors).FirstOrDefault();
        bool succeeded = results.Count > 0 && error is null;
        return TellAsync(
            new NotificationEvent
            {
                Job = _job,
                Outcome = succeeded ? NotificationOutcome.Succeeded : NotificationOutcome.Failed,
                Database = string.Join(", ", results.Select(r => r.Database)),
                ErrorId = error?.Code.ToString(),
                Message = error?.Message,
                SizeBytes = results.Sum(r => r.Size),
                Duration = Stopwatch.GetElapsedTime(_started),
            },
            cancellationToken);
    }

    /// <summary>Tells that it could not even begin.</summary>
    public Task FailAsync(BackupException error, CancellationToken cancellationToken) => TellAsync(
        new NotificationEvent
        {
            Job = _job, Outcome = NotificationOutcome.Failed, ErrorId = error.Code.ToString(), Message = error.Message, Duration = Stopwatch.GetElapsedTime(_started),
        },
        cancellationToken);

    private async Task TellAsync(NotificationEvent told, CancellationToken cancellationToken)
    {
        if (_notifier is null)
            return;
        foreach (string warning in await _notifier.TellAsync(told, cancellationToken))
            _onWarning(warning);
    }
}
