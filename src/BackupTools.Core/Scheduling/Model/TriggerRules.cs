using System.Globalization;
using BackupTools.Abstractions;
using Cronos;

namespace BackupTools.Scheduling;

/// <summary>What a trigger may say, and the cron expressions that mean the same.</summary>
internal static class TriggerRules
{
    /// <summary>More times than that are one schedule for nobody.</summary>
    private const int MostTimes = 24;

    private const int LongestExpression = 400;

    /// <summary>Refuses a trigger that says nothing, or nothing that could be kept.</summary>
    /// <exception cref="BackupException"><see cref="ErrorCode.InvalidArgument"/>.</exception>
    public static void Check(ScheduleTrigger trigger)
    {
        if (FindProblem(trigger) is var (what, remedy))
            throw new BackupException(ErrorCode.InvalidArgument, what, remedy);
    }

    /// <summary>The expressions; the schedule is due when any of them is.</summary>
    public static IReadOnlyList<string> Expressions(ScheduleTrigger trigger) => trigger.Kind switch
    {
        TriggerKind.Cron => [trigger.Expression!],
        TriggerKind.Every => [EveryExpression(trigger.Interval!.Value)],
        TriggerKind.Daily => [.. trigger.At.Select(t => $"{Time(t)} * * *")],
        TriggerKind.Weekly => [.. trigger.At.Select(t => $"{Time(t)} * * {string.Join(',', trigger.DaysOfWeek.Select(d => (int)d))}")],
        _ => [.. trigger.At.SelectMany(t => MonthDays(trigger).Select(d => $"{Time(t)} {d} * *"))],
    };

    private static IEnumerable<string> MonthDays(ScheduleTrigger trigger)
    {
        if (trigger.DaysOfMonth.Count > 0)
            yield return string.Join(',', trigger.DaysOfMonth);
        if (trigger.LastDay)
            yield return "L";
    }

    private static string Time(TimeOnly at) => at.Second == 0
        ? string.Create(CultureInfo.InvariantCulture, $"{at.Minute} {at.Hour}")
        : string.Create(CultureInfo.InvariantCulture, $"{at.Second} {at.Minute} {at.Hour}");

    private static string EveryExpression(TimeSpan interval) => interval < TimeSpan.FromHours(1)
        ? string.Create(CultureInfo.InvariantCulture, $"*/{(int)interval.TotalMinutes} * * * *")
        : string.Create(CultureInfo.InvariantCulture, $"0 */{(int)interval.TotalHours} * * *");

    private static (string What, string Remedy)? FindProblem(ScheduleTrigger trigger) => trigger.Kind switch
    {
        TriggerKind.Cron => FindExpressionProblem(trigger.Expression),
        TriggerKind.Every => FindIntervalProblem(trigger.Interval),
        TriggerKind.Weekly when trigger.DaysOfWeek.Count == 0 || trigger.DaysOfWeek.Any(d => !Enum.IsDefined(d)) =>
            ("A weekly schedule names no day of the week.", "Name at least one."),
        TriggerKind.Monthly when trigger.DaysOfMonth.Count == 0 && !trigger.LastDay =>
            ("A monthly schedule names no day of the month.", "Name at least one."),
        TriggerKind.Monthly when trigger.DaysOfMonth.Any(d => d is < 1 or > 31) =>
            ($"A month has no day {trigger.DaysOfMonth.First(d => d is < 1 or > 31)}.", "Give days from 1 to 31, or the last."),
        TriggerKind.Daily or TriggerKind.Weekly or TriggerKind.Monthly => FindTimesProblem(trigger.At),
        _ => ($"A schedule of the kind {trigger.Kind} is unknown.", "Update the module if a newer one wrote it."),
    };

    private static (string What, string Remedy)? FindTimesProblem(IReadOnlyList<TimeOnly> at) => at.Count switch
    {
        0 => ("A schedule names no time of the day.", "Name at least one."),
        > MostTimes => ($"A schedule names {at.Count} times of the day, and may have {MostTimes}.", "Use a cron expression."),
        _ => at.Any(t => t.Ticks % TimeSpan.TicksPerSecond != 0)
            ? ("A time of the day has a part of a second.", "Give hours, minutes and seconds.")
            : null,
    };

    private static (string What, string Remedy)? FindIntervalProblem(TimeSpan? interval)
    {
        const string Remedy = "Give minutes that divide an hour (1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30), or hours that divide a day (1, 2, 3, 4, 6, 8, 12, 24), or a cron expression.";
        if (interval is not { } given)
            return ("A schedule does not say how often.", Remedy);
        bool isKept = given >= TimeSpan.FromMinutes(1) && given <= TimeSpan.FromDays(1) && given.Ticks % TimeSpan.TicksPerMinute == 0
            && (given < TimeSpan.FromHours(1) ? 60 % given.Minutes == 0 : given.Minutes == 0 && 24 % (int)given.TotalHours == 0);
        return isKept ? null : ($"Every {given:c} is not the same time in every hour or on every day, and no scheduler keeps it.", Remedy);
    }

    private static (string What, string Remedy)? FindExpressionProblem(string? expression)
    {
        const string Remedy = "Give minute, hour, day of the month, month and day of the week, or six fields with the second first.";
        if (expression is not { Length: > 0 and <= LongestExpression })
            return ("The cron expression is empty, or far too long.", Remedy);
        try
        {
            CronExpressions.Parse(expression);
            CalendarRule rule = CronFieldParser.Parse(expression);
            return rule.IsPossible && CronExpressions.Parse(expression).GetNextOccurrence(DateTime.UnixEpoch) is not null
                ? null
                : ($"The cron expression '{expression}' means no day that there is.", "Name a day that its months have.");
        }
        catch (Exception e) when (e is CronFormatException or MissingSeedException)
        {
            return ($"The cron expression '{expression}' is not understood: {FirstSentence(e.Message)}", Remedy);
        }
    }

    private static string FirstSentence(string text)
    {
        string[] lines = [.. text.Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0)];
        string joined = string.Join(' ', lines);
        return joined.EndsWith('.') ? joined : joined + ".";
    }
}
