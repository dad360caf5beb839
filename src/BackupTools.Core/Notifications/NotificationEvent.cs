using BackupTools.Abstractions;

namespace BackupTools.Notifications;

/// <summary>What became of a job, at the moment that it is told.</summary>
public enum NotificationOutcome
{
    /// <summary>It has begun.</summary>
    Started,

    /// <summary>It ended as it was meant to.</summary>
    Succeeded,

    /// <summary>It failed.</summary>
    Failed,
}

/// <summary>What is new about it.</summary>
public enum NotificationChange
{
    /// <summary>Nothing: it ended as the last time.</summary>
    None,

    /// <summary>It fails for the first time.</summary>
    Broke,

    /// <summary>It succeeds again.</summary>
    Healed,
}

/// <summary>What somebody is told. Its texts are cleaned when they are written.</summary>
public sealed record NotificationEvent
{
    /// <summary>The name of the job.</summary>
    public required string Job { get; init; }

    /// <summary>What became of it.</summary>
    public required NotificationOutcome Outcome { get; init; }

    /// <summary>What is new about it; who remembers the last time sets it.</summary>
    public NotificationChange Change { get; init; }

    /// <summary>The database, or several in words; null where it is of none.</summary>
    public string? Database { get; init; }

    /// <summary>The stable identifier of the error; null where there was none.</summary>
    public string? ErrorId { get; init; }

    /// <summary>What went wrong, or what else is to be said; null for nothing.</summary>
    public string? Message { get; init; }

    /// <summary>The size of the archives in bytes; null where it is not known.</summary>
    public long? SizeBytes { get; init; }

    /// <summary>How long it took; null where it has not ended.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>The machine.</summary>
    public string Host { get; init; } = Environment.MachineName;

    /// <summary>When it is told, UTC.</summary>
    public DateTime AtUtc { get; init; } = DateTime.UtcNow;

    /// <summary>One line: what became of which job where.</summary>
    public string Title => ShownText.Clean((Outcome, Change) switch
    {
        (NotificationOutcome.Started, _) => $"{Job} on {Host} has begun",
        (NotificationOutcome.Succeeded, NotificationChange.Healed) => $"{Job} on {Host} succeeds again",
        (NotificationOutcome.Succeeded, _) => $"{Job} on {Host} succeeded",
        (_, NotificationChange.Broke) => $"{Job} on {Host} fails",
        _ => $"{Job} on {Host} failed",
    });

    /// <summary>What is known beside it, by name.</summary>
    public IReadOnlyList<(string Name, string Value)> Facts =>
    [
        .. new (string Name, string? Value)[]
        {
            ("Database", Database), ("Size", SizeBytes is { } size ? Figures.Bytes(size) : null), ("Duration", Duration is { } time ? Figures.Duration(time) : null),
            ("Error", ErrorId), ("Message", Message), ("Time", Figures.Moment(AtUtc) + " UTC"),
        }
        .Where(f => f.Value is { Length: > 0 }).Select(f => (f.Name, Shorten(ShownText.Clean(f.Value)))),
    ];

    private static string Shorten(string text) => text.Length > 1000 ? text[..1000] + "…" : text;
}
