using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace BackupTools.Scheduling.TaskScheduler;

/// <summary>Writes the task of a schedule, its elements in the order of the Task Scheduler's schema.</summary>
internal static class TaskXml
{
    private const string Kind = "The Task Scheduler";

    /// <summary>The Task Scheduler takes no more triggers in a task.</summary>
    private const int MostTriggers = 48;

    private static readonly XNamespace Ns = "http://schemas.microsoft.com/windows/2004/02/mit/task";

    /// <summary>The document.</summary>
    /// <param name="schedule">The schedule.</param>
    /// <param name="zone">The machine's time zone.</param>
    /// <param name="user">The user who sets it.</param>
    public static string Write(Schedule schedule, TimeZoneInfo zone, string user)
    {
        IReadOnlyList<string> command = schedule.Launch.CommandLine(schedule.Name);
        foreach (string word in command)
            Refuse(word, schedule);
        XDocument document = new(
            new XDeclaration("1.0", "UTF-16", null),
            new XElement(
                Ns + "Task", new XAttribute("version", "1.2"),
                new XElement(Ns + "RegistrationInfo", new XElement(Ns + "Author", "BackupTools"), new XElement(Ns + "Description", $"BackupTools schedule {schedule.Name}")),
                new XElement(Ns + "Triggers", Triggers(schedule, zone)),
                new XElement(Ns + "Principals", Principal(schedule, user)),
                Settings(schedule),
                new XElement(
                    Ns + "Actions", new XAttribute("Context", "Author"),
                    new XElement(
                        Ns + "Exec", new XElement(Ns + "Command", command[0]), new XElement(Ns + "Arguments", WindowsCommandLine.Join(command.Skip(1)))))));
        StringBuilder text = new();
        using (XmlWriter writer = XmlWriter.Create(
            new StringWriter(text, CultureInfo.InvariantCulture), new XmlWriterSettings { Indent = true, NewLineChars = "\r\n", Encoding = Encoding.Unicode }))
        {
            document.Save(writer);
        }

        return text.Append("\r\n").ToString();
    }

    private static List<XElement> Triggers(Schedule schedule, TimeZoneInfo zone)
    {
        List<XElement> triggers = [];
        foreach (CalendarRule rule in CalendarRule.Of(schedule.Trigger))
        {
            if (rule.Unspeakable is { } lack)
                throw SchedulerErrors.NotExpressible(Kind, lack, schedule);
            if (!ZoneRules.IsSame(schedule.TimeZone, zone, rule))
                throw SchedulerErrors.NotExpressible(Kind, $"other time zones than the machine's, which is {zone.Id}", schedule);
            if (rule.Seconds.Count > 1)
                throw SchedulerErrors.NotExpressible(Kind, "a way to start something more often than every minute", schedule);
            XElement days = TaskDays.Of(rule, Ns)
                ?? throw SchedulerErrors.NotExpressible(Kind, "days such as these: it has days of a month, its last one, days of the week, and these in the first to fourth and last week of months", schedule);
            IReadOnlyList<TaskTimes> times = TaskTimes.Of(rule, MostTriggers)
                ?? throw SchedulerErrors.NotExpressible(Kind, $"room for so many times of a day: a task has {MostTriggers} triggers at most", schedule);
            triggers.AddRange(times.Select(t => Trigger(schedule, zone, t, new XElement(days))));
        }

        return triggers.Count <= MostTriggers
            ? triggers
            : throw SchedulerErrors.NotExpressible(Kind, $"room for so many times: a task has {MostTriggers} triggers at most", schedule);
    }

    private static XElement Trigger(Schedule schedule, TimeZoneInfo zone, TaskTimes times, XElement days)
    {
        // The first day on or after the change: nothing of before is then missed.
        DateTime start = TimeZoneInfo.ConvertTime(new DateTimeOffset(schedule.ChangedAtUtc, TimeSpan.Zero), zone).DateTime;
        DateTime boundary = start.Date + times.First.ToTimeSpan();
        if (times.Interval is null && boundary <= start)
            boundary = boundary.AddDays(1);
        return new XElement(
            Ns + "CalendarTrigger",
            new XElement(Ns + "Enabled", true),
            new XElement(Ns + "StartBoundary", boundary.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture)),
            times.Interval is not { } interval ? null : new XElement(
                Ns + "Repetition", new XElement(Ns + "Interval", XmlConvert.ToString(interval)), new XElement(Ns + "Duration", XmlConvert.ToString(times.Duration!.Value)),
                new XElement(Ns + "StopAtDurationEnd", false)),
            schedule.RandomDelay is { } delay ? new XElement(Ns + "RandomDelay", XmlConvert.ToString(delay)) : null,
            days);
    }

    /// <summary>A managed service account logs on with a password that Windows knows; a user without one, which is called S4U.</summary>
    private static XElement Principal(Schedule schedule, string user)
    {
        string account = schedule.Account ?? (schedule.Scope == ScheduleScope.System ? TaskAccounts.System : user);
        return new XElement(
            Ns + "Principal", new XAttribute("id", "Author"),
            new XElement(Ns + "UserId", TaskAccounts.IsSystem(account) ? TaskAccounts.SystemId : account),
            TaskAccounts.IsSystem(account) ? null : new XElement(Ns + "LogonType", TaskAccounts.IsManaged(account) ? "Password" : "S4U"),
            new XElement(Ns + "RunLevel", schedule.Scope == ScheduleScope.System ? "HighestAvailable" : "LeastPrivilege"));
    }

    private static XElement Settings(Schedule schedule) => new(
        Ns + "Settings",
        new XElement(Ns + "MultipleInstancesPolicy", "IgnoreNew"),
        new XElement(Ns + "DisallowStartIfOnBatteries", false),
        new XElement(Ns + "StopIfGoingOnBatteries", false),
        new XElement(Ns + "AllowHardTerminate", true),
        new XElement(Ns + "StartWhenAvailable", true),
        new XElement(Ns + "RunOnlyIfNetworkAvailable", false),
        new XElement(Ns + "AllowStartOnDemand", true),
        new XElement(Ns + "Enabled", schedule.IsEnabled),
        new XElement(Ns + "Hidden", false),
        new XElement(Ns + "RunOnlyIfIdle", false),
        new XElement(Ns + "WakeToRun", false),
        new XElement(Ns + "ExecutionTimeLimit", "PT0S"),
        new XElement(Ns + "Priority", 7));

    /// <summary>The Task Scheduler replaces variables and arguments of its own within the command line, and has no quotes against it.</summary>
    private static void Refuse(string word, Schedule schedule)
    {
        if (word.Any(char.IsControl))
            throw SchedulerErrors.Unquotable(Kind, word, "has a control character", schedule);
        if (word.Contains('%', StringComparison.Ordinal) || word.Contains("$(", StringComparison.Ordinal))
            throw SchedulerErrors.Unquotable(Kind, word, "has a % or $(, which it takes for the beginning of a variable", schedule);
        if (word.Contains('"', StringComparison.Ordinal))
            throw SchedulerErrors.Unquotable(Kind, word, "has a quotation mark, which no path of Windows has", schedule);
    }
}

/// <summary>The accounts that tasks run as.</summary>
internal static class TaskAccounts
{
    public const string System = "SYSTEM";

    /// <summary>The same in every language of Windows.</summary>
    public const string SystemId = "S-1-5-18";

    public static bool IsSystem(string account) =>
        account.Equals(System, StringComparison.OrdinalIgnoreCase) || account.Equals(@"NT AUTHORITY\SYSTEM", StringComparison.OrdinalIgnoreCase) || account == SystemId;

    /// <summary>The names of managed service accounts end so.</summary>
    public static bool IsManaged(string account) => account.EndsWith('$');
}
