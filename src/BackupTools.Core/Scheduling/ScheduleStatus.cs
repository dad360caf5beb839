namespace BackupTools.Scheduling;

/// <summary>A schedule and how it does: what <c>Get-BackupSchedule</c> emits.</summary>
public sealed record ScheduleStatus
{
    private readonly IReadOnlyList<string> _problems = TextList.Of([]);

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>When it is due, in words.</summary>
    public required string Trigger { get; init; }

    /// <summary>The time zone of these times; null for the machine's.</summary>
    public string? TimeZone { get; init; }

    /// <summary>What it runs, in words.</summary>
    public required string Work { get; init; }

    /// <summary>The scheduler of the operating system.</summary>
    public required string Scheduler { get; init; }

    /// <summary>Whose task it is.</summary>
    public required ScheduleScope Scope { get; init; }

    /// <summary>False where it waits until it is enabled.</summary>
    public required bool Enabled { get; init; }

    /// <summary>True while it runs.</summary>
    public required bool Running { get; init; }

    /// <summary>When it starts next, in the time of this machine, as the scheduler says; null where it does not.</summary>
    public DateTime? NextRun { get; init; }

    /// <summary>When it ran last, in the time of this machine; null where it has not run.</summary>
    public DateTime? LastRun { get; init; }

    /// <summary>How that ended: the name of a <see cref="RunOutcome"/>; null where it has not run.</summary>
    public string? LastResult { get; init; }

    /// <summary>What that run said, one sentence each.</summary>
    public IReadOnlyList<string> LastMessages { get; init; } = TextList.Of([]);

    /// <summary>True where it was due and has not run.</summary>
    public required bool Overdue { get; init; }

    /// <summary>What is not as it was set, one sentence each; empty where all is well.</summary>
    public IReadOnlyList<string> Problems { get => _problems; init => _problems = TextList.Of(value ?? []); }

    /// <summary>The absolute path of the log of its runs.</summary>
    public required string Log { get; init; }

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
