namespace BackupTools.Scheduling;

/// <summary>How a run of a schedule ended.</summary>
public enum RunOutcome
{
    /// <summary>Everything was done.</summary>
    Succeeded,

    /// <summary>Some backups were made and others were not.</summary>
    Incomplete,

    /// <summary>Nothing was done, or what was done is not good.</summary>
    Failed,

    /// <summary>It was not begun, because the run before it was still going on.</summary>
    Skipped,

    /// <summary>It was stopped before its end.</summary>
    Stopped,
}

/// <summary>One run of a schedule: what <c>Start-BackupSchedule -Wait</c> emits.</summary>
public sealed record ScheduleRun
{
    private readonly IReadOnlyList<string> _backups = TextList.Of([]);
    private readonly IReadOnlyList<string> _messages = TextList.Of([]);

    /// <summary>The schedule's name.</summary>
    public required string Name { get; init; }

    /// <summary>When it began, in UTC.</summary>
    public required DateTime StartedAtUtc { get; init; }

    /// <summary>The same in the time of this machine.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public DateTime StartedAt => StartedAtUtc.ToLocalTime();

    /// <summary>How long it took.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>How it ended: the name of a <see cref="RunOutcome"/>, as text so that it is one in JSON and CSV too.</summary>
    public required string Outcome { get; init; }

    /// <summary>True where it made up for one that had been missed.</summary>
    public bool IsMadeUp { get; init; }

    /// <summary>The backups that it made, by their paths.</summary>
    public IReadOnlyList<string> Backups { get => _backups; init => _backups = TextList.Of(value ?? []); }

    /// <summary>What went wrong, and what to know, one sentence each.</summary>
    public IReadOnlyList<string> Messages { get => _messages; init => _messages = TextList.Of(value ?? []); }

    /// <summary>The schedule, when, and how it ended.</summary>
    public override string ToString() => $"{Name} at {Figures.Moment(StartedAt)}: {Outcome}";
}
