using System.Text.Json;
using System.Text.Json.Serialization;
using BackupTools.Abstractions;

namespace BackupTools.Scheduling;

/// <summary>What kind of rule says when a schedule is due.</summary>
public enum TriggerKind
{
    /// <summary>A cron expression.</summary>
    Cron,

    /// <summary>Every day.</summary>
    Daily,

    /// <summary>On some days of every week.</summary>
    Weekly,

    /// <summary>On some days of every month.</summary>
    Monthly,

    /// <summary>Every so many minutes or hours, as a clock shows them.</summary>
    Every,
}

/// <summary>When a schedule is due, in the schedule's time zone.</summary>
public sealed record ScheduleTrigger
{
    private readonly IReadOnlyList<DayOfWeek> _daysOfWeek = [];
    private readonly IReadOnlyList<int> _daysOfMonth = [];
    private readonly IReadOnlyList<TimeOnly> _at = [];

    /// <summary>The kind of rule.</summary>
    public required TriggerKind Kind { get; init; }

    /// <summary>The cron expression, of five fields or of six with seconds first; of <see cref="TriggerKind.Cron"/> alone.</summary>
    public string? Expression { get; init; }

    /// <summary>The days; of <see cref="TriggerKind.Weekly"/> alone.</summary>
    public IReadOnlyList<DayOfWeek> DaysOfWeek { get => _daysOfWeek; init => _daysOfWeek = value ?? []; }

    /// <summary>The days, from 1 to 31; a month that does not have one is left out. Of <see cref="TriggerKind.Monthly"/> alone.</summary>
    public IReadOnlyList<int> DaysOfMonth { get => _daysOfMonth; init => _daysOfMonth = value ?? []; }

    /// <summary>True for the last day of every month; of <see cref="TriggerKind.Monthly"/> alone.</summary>
    public bool LastDay { get; init; }

    /// <summary>How often; of <see cref="TriggerKind.Every"/> alone.</summary>
    public TimeSpan? Interval { get; init; }

    /// <summary>The times of the day.</summary>
    public IReadOnlyList<TimeOnly> At { get => _at; init => _at = value ?? []; }

    /// <summary>What a newer version wrote and this one does not know.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Further { get; set; }

    /// <summary>Every week on Saturday at 00:00, which is what nobody has to ask for.</summary>
    public static ScheduleTrigger Default => Weekly([DayOfWeek.Saturday], []);

    /// <summary>A cron expression.</summary>
    /// <param name="expression">The expression, of five fields or of six with seconds first.</param>
    /// <exception cref="BackupException"><see cref="ErrorCode.InvalidArgument"/>.</exception>
    public static ScheduleTrigger Cron(string expression) => Checked(new() { Kind = TriggerKind.Cron, Expression = expression.Trim() });

    /// <summary>Every day.</summary>
    /// <param name="at">The times of the day; none for 00:00.</param>
    public static ScheduleTrigger Daily(IEnumerable<TimeOnly> at) => Checked(new() { Kind = TriggerKind.Daily, At = Times(at) });

    /// <summary>On some days of every week.</summary>
    /// <param name="days">The days; none for Saturday.</param>
    /// <param name="at">The times of the day; none for 00:00.</param>
    public static ScheduleTrigger Weekly(IEnumerable<DayOfWeek> days, IEnumerable<TimeOnly> at)
    {
        DayOfWeek[] chosen = [.. days.Distinct().Order()];
        return Checked(new() { Kind = TriggerKind.Weekly, DaysOfWeek = chosen.Length > 0 ? chosen : [DayOfWeek.Saturday], At = Times(at) });
    }

    /// <summary>On some days of every month.</summary>
    /// <param name="days">The days, from 1 to 31; none for the first, unless the last is meant.</param>
    /// <param name="lastDay">True for the last day too.</param>
    /// <param name="at">The times of the day; none for 00:00.</param>
    /// <exception cref="BackupException"><see cref="ErrorCode.InvalidArgument"/>.</exception>
    public static ScheduleTrigger Monthly(IEnumerable<int> days, bool lastDay, IEnumerable<TimeOnly> at)
    {
        int[] chosen = [.. days.Distinct().Order()];
        return Checked(new()
        {
            Kind = TriggerKind.Monthly,
            DaysOfMonth = chosen.Length > 0 || lastDay ? chosen : [1],
            LastDay = lastDay,
            At = Times(at),
        });
    }

    /// <summary>Every so many minutes or hours.</summary>
    /// <param name="interval">Minutes that divide an hour, or hours that divide a day.</param>
    /// <exception cref="BackupException"><see cref="ErrorCode.InvalidArgument"/>.</exception>
    public static ScheduleTrigger Every(TimeSpan interval) => Checked(new() { Kind = TriggerKind.Every, Interval = interval });

    /// <summary>Says it in words.</summary>
    public override string ToString() => TriggerText.Describe(this);

    private static ScheduleTrigger Checked(ScheduleTrigger trigger)
    {
        TriggerRules.Check(trigger);
        return trigger;
    }

    private static TimeOnly[] Times(IEnumerable<TimeOnly> at) => [.. at.DefaultIfEmpty(TimeOnly.MinValue).Distinct().Order()];
}
