using System.Globalization;
using System.Text;
using BackupTools.Abstractions;

namespace BackupTools.Scheduling.Systemd;

/// <summary>Writes the service and the timer of a schedule.</summary>
internal static class SystemdUnits
{
    private const string Kind = "systemd";

    public static string NameOf(Schedule schedule) => "backuptools-" + schedule.Name;

    public static string Service(Schedule schedule)
    {
        StringBuilder text = Begin($"BackupTools schedule {schedule.Name}");
        if (schedule.Scope == ScheduleScope.System)
            text.Append("Wants=network-online.target\nAfter=network-online.target\n");
        text.Append("\n[Service]\nType=oneshot\n");
        if (schedule.Launch.DotnetRoot is { } root)
            text.Append("Environment=").Append(Quote("DOTNET_ROOT=" + root, schedule, isArgument: false)).Append('\n');
        IReadOnlyList<string> command = schedule.Launch.CommandLine(schedule.Name);
        if (command[0].Any(c => c is '$' or '"' or '\'' or '\\'))
            throw SchedulerErrors.Unquotable(Kind, command[0], "has a $, a backslash or a quotation mark, which it refuses in the path of a program", schedule);
        text.Append("ExecStart=").AppendJoin(' ', command.Select(a => Quote(a, schedule, isArgument: true))).Append('\n');
        return text.ToString();
    }

    public static string Timer(Schedule schedule)
    {
        StringBuilder text = Begin($"Starts the BackupTools schedule {schedule.Name}").Append("\n[Timer]\n");
        string? zone = schedule.TimeZone is { } name ? IanaNameOf(name, schedule) : null;
        foreach (CalendarRule rule in CalendarRule.Of(schedule.Trigger))
            text.Append("OnCalendar=").Append(OnCalendar.Of(Expressible(rule, schedule), zone)).Append('\n');
        text.Append("Persistent=true\nAccuracySec=1s\n");
        if (schedule.RandomDelay is { } delay)
            text.Append(CultureInfo.InvariantCulture, $"RandomizedDelaySec={(long)delay.TotalSeconds}s\n");
        return text.Append("\n[Install]\nWantedBy=timers.target\n").ToString();
    }

    private static StringBuilder Begin(string description) =>
        new StringBuilder("# Written by BackupTools, which also removes it.\n[Unit]\nDescription=").Append(description).Append('\n');

    private static CalendarRule Expressible(CalendarRule rule, Schedule schedule)
    {
        if (rule.Unspeakable is { } lack)
            throw SchedulerErrors.NotExpressible(Kind, lack, schedule);
        return rule.DaysFromEnd.IsEmpty || rule.DaysOfMonth.IsFull
            ? rule
            : throw SchedulerErrors.NotExpressible(Kind, "days counted from the end of a month together with days counted from its beginning", schedule);
    }

    private static string IanaNameOf(string zone, Schedule schedule)
    {
        string name = TimeZoneInfo.TryConvertWindowsIdToIanaId(zone, out string? iana) ? iana : zone;
        return !name.Contains(' ', StringComparison.Ordinal) ? name : throw SchedulerErrors.NotExpressible(Kind, $"the time zone '{zone}'", schedule);
    }

    /// <summary>Quotes as systemd.syntax(7) and, in a command line, systemd.service(5) say.</summary>
    private static string Quote(string text, Schedule schedule, bool isArgument)
    {
        if (text.Any(char.IsControl))
            throw SchedulerErrors.Unquotable(Kind, text, "has a control character", schedule);
        string quoted = text.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)
            .Replace("%", "%%", StringComparison.Ordinal);
        return $"\"{(isArgument ? quoted.Replace("$", "$$", StringComparison.Ordinal) : quoted)}\"";
    }
}
