using System.Text.RegularExpressions;
using BackupTools.Abstractions;
using Cronos;

namespace BackupTools.Scheduling;

/// <summary>
/// When a schedule is due. In a night when clocks go forward, a time that does not exist is made up for at the first moment that does; when
/// they go back, a fixed time comes once, and what comes every so many minutes or hours goes on in both.
/// </summary>
public static partial class ScheduleCalendar
{
    /// <summary>The first moment after another at which the trigger is due; null where there is none.</summary>
    /// <param name="trigger">The trigger.</param>
    /// <param name="zone">The time zone.</param>
    /// <param name="after">The moment, which is not meant itself.</param>
    public static DateTimeOffset? Next(ScheduleTrigger trigger, TimeZoneInfo zone, DateTimeOffset after) =>
        Parsed(trigger).Select(e => e.GetNextOccurrence(after, zone)).Min();

    /// <summary>The last moment, up to another and with it, at which the trigger was due; null where there was none.</summary>
    /// <param name="trigger">The trigger.</param>
    /// <param name="zone">The time zone.</param>
    /// <param name="until">The moment.</param>
    public static DateTimeOffset? Previous(ScheduleTrigger trigger, TimeZoneInfo zone, DateTimeOffset until) =>
        Parsed(trigger).Select(e => e.GetPreviousOccurrence(until, zone, inclusive: true)).Max();

    /// <summary>A time zone by its name; that of the machine where there is no name.</summary>
    /// <param name="name">A name of the IANA database, or one of Windows.</param>
    /// <exception cref="BackupException"><see cref="ErrorCode.InvalidArgument"/>.</exception>
    public static TimeZoneInfo ZoneOf(string? name)
    {
        if (name is null)
            return TimeZoneInfo.Local;
        try
        {
            if (ZoneName().IsMatch(name))
                return TimeZoneInfo.FindSystemTimeZoneById(name);
        }
        catch (Exception e) when (e is TimeZoneNotFoundException or InvalidTimeZoneException or System.Security.SecurityException)
        {
            // Said below.
        }

        throw new BackupException(
            ErrorCode.InvalidArgument, $"This machine knows no time zone '{name}'.", "Give a name such as UTC or Europe/Berlin.", name);
    }

    private static IEnumerable<CronExpression> Parsed(ScheduleTrigger trigger) => TriggerRules.Expressions(trigger).Select(CronExpressions.Parse);

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*$|^[A-Za-z][A-Za-z0-9 ._+()-]*$")]
    private static partial Regex ZoneName();
}
