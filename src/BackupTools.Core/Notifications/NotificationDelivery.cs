using System.Diagnostics;
using BackupTools.Abstractions;
using BackupTools.Notifications.Email;
using BackupTools.Notifications.Http;

namespace BackupTools.Notifications;

/// <summary>Tells targets, again where that may help, and never for longer than was said. It throws nothing: whom it could not tell is in the result.</summary>
public sealed class NotificationDelivery
{
    private static readonly INotifier[] BuiltIn = [new WebNotifier(), new HeartbeatNotifier(), new EmailNotifier()];

    private readonly IReadOnlyList<INotifier> _notifiers;

    /// <summary>The delivery by every way that this version has.</summary>
    public NotificationDelivery()
        : this(BuiltIn)
    {
    }

    internal NotificationDelivery(IReadOnlyList<INotifier> notifiers) => _notifiers = notifiers;

    /// <summary>How long all attempts to tell one target may take together; targets are told at the same time.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long to wait before the second attempt; twice as long before each one after it.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Looks up secrets.</summary>
    public SecretLookup LookUp { get; init; } = SecretLookups.ByReferenceAsync;

    /// <summary>Tells all targets at the same time.</summary>
    /// <param name="targets">Whom.</param>
    /// <param name="told">What.</param>
    /// <param name="cancellationToken">Stops the telling; what is not told then is in the result too.</param>
    public async Task<IReadOnlyList<NotificationResult>> SendAsync(
        IReadOnlyList<NotificationTarget> targets, NotificationEvent told, CancellationToken cancellationToken) =>
        await Task.WhenAll(targets.Select(t => Task.Run(() => SendAsync(t, told, cancellationToken), CancellationToken.None)));

    private async Task<NotificationResult> SendAsync(NotificationTarget target, NotificationEvent told, CancellationToken cancellationToken)
    {
        long started = Stopwatch.GetTimestamp();
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        NotificationResult result = new() { Kind = target.Kind, Target = target.Display };
        TimeSpan pause = Pause;
        string? last = null;
        try
        {
            INotifier notifier = _notifiers.First(n => n.Kinds.Contains(target.Kind));
            while (true)
            {
                result = result with { Attempts = result.Attempts + 1 };
                try
                {
                    await notifier.SendAsync(target, told, LookUp, limit.Token).WaitAsync(limit.Token);
                    WorkLog.Verbose($"Told {target.Display}: {told.Title}.");
                    return End(result with { Sent = true });
                }
                catch (BackupException e) when (e.IsTransient)
                {
                    last = e.Message;
                    WorkLog.Debug($"Attempt {result.Attempts} failed: {e.Message}");
                }

                await Task.Delay(pause, limit.Token);
                pause *= 2;
            }
        }
        catch (OperationCanceledException)
        {
            string why = cancellationToken.IsCancellationRequested ? "it was stopped" : $"it took longer than {Figures.Duration(Limit)}";
            return End(result with { Message = $"{target.Display} was not told: {why}.{(last is null ? "" : $" Before that: {last}")}" });
        }
        catch (BackupException e)
        {
            return End(result with { Message = e.Message });
        }
        catch (Exception e)
        {
            // Whatever a driver throws, the backup is as good as it was.
            return End(result with { Message = ShownText.Clean($"{target.Display} was not told: {e.GetType().Name}: {e.Message}") });
        }

        NotificationResult End(NotificationResult ended) => ended with { Duration = Stopwatch.GetElapsedTime(started) };
    }
}

/// <summary>What became of telling one target: what <c>Send-BackupNotification</c> emits.</summary>
public sealed record NotificationResult
{
    /// <summary>The target's kind.</summary>
    public required string Kind { get; init; }

    /// <summary>The target, without any secret.</summary>
    public required string Target { get; init; }

    /// <summary>True where it was told.</summary>
    public bool Sent { get; init; }

    /// <summary>How many attempts it took.</summary>
    public int Attempts { get; init; }

    /// <summary>How long they took together.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>Why it was not told; null where it was.</summary>
    public string? Message { get; init; }

    /// <summary>The target, and whether it was told.</summary>
    public override string ToString() => $"{Target}: {(Sent ? "sent" : "not sent")}";
}
