using BackupTools.Abstractions;
using BackupTools.Configuration;

namespace BackupTools.Notifications;

/// <summary>
/// Tells a job's targets what becomes of it: heartbeats always, others when they want to hear. Whatever goes wrong is a warning, and
/// the job is what it was.
/// </summary>
public sealed class JobNotifier
{
    private readonly OutcomeMemory _memory;
    private readonly IReadOnlyList<NotificationTarget> _targets;
    private readonly NotificationDelivery _delivery;

    /// <summary>Creates it.</summary>
    /// <param name="folder">Where it is remembered what was told.</param>
    /// <param name="targets">The job's targets.</param>
    /// <param name="delivery">How they are told; null for the usual way.</param>
    public JobNotifier(ConfigurationFolder folder, IReadOnlyList<NotificationTarget> targets, NotificationDelivery? delivery = null)
    {
        _memory = new OutcomeMemory(folder);
        _targets = targets;
        _delivery = delivery ?? new NotificationDelivery();
    }

    /// <summary>Tells whoever wants to hear it.</summary>
    /// <param name="told">What became of the job; its change is found out here.</param>
    /// <param name="cancellationToken">Stops the telling.</param>
    /// <returns>Warnings, one sentence each.</returns>
    public async Task<IReadOnlyList<string>> TellAsync(NotificationEvent told, CancellationToken cancellationToken)
    {
        bool hasEnded = told.Outcome != NotificationOutcome.Started;
        bool succeeded = told.Outcome == NotificationOutcome.Succeeded;
        if (hasEnded)
            told = told with { Change = _memory.FindChange(told.Job, succeeded) };
        NotificationTarget[] chosen = [.. _targets.Where(t => Wants(t, told))];
        IReadOnlyList<NotificationResult> results = await _delivery.SendAsync(chosen, told, cancellationToken);
        List<string> warnings = [.. results.Where(r => !r.Sent).Select(r => r.Message!)];

        // A message that reached nobody is sent again the next time.
        bool wasTold = results.Any(r => r.Sent && r.Kind != "heartbeat");
        if (told.Change == NotificationChange.None || !wasTold)
            return warnings;
        try
        {
            await _memory.RememberAsync(told.Job, fails: !succeeded, cancellationToken);
        }
        catch (BackupException e)
        {
            warnings.Add(e.Message);
        }
        catch (OperationCanceledException)
        {
            warnings.Add("What was told is not remembered, since the job was stopped.");
        }

        return warnings;
    }

    private static bool Wants(NotificationTarget target, NotificationEvent told) => target.Kind == "heartbeat" || (told.Outcome, target.When) switch
    {
        (NotificationOutcome.Started, _) => target.When == NotificationWhen.Always,
        (_, NotificationWhen.Always) => true,
        (NotificationOutcome.Failed, NotificationWhen.Failures) => true,
        _ => told.Change != NotificationChange.None,
    };
}
