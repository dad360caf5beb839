using System.Globalization;
using System.Text;
using System.Xml.Linq;

namespace BackupTools.Scheduling.Launchd;

/// <summary>Writes the property list of a schedule.</summary>
internal static class LaunchdPlist
{
    public static string LabelOf(Schedule schedule) => "backuptools." + schedule.Name;

    /// <summary>
    /// The document. launchd makes up for what a sleeping machine missed, and not for one that was off: it is started once when the task
    /// is loaded too, and runs then only what is due.
    /// </summary>
    public static string Write(Schedule schedule, TimeZoneInfo zone)
    {
        IReadOnlyList<string> command = schedule.Launch.CommandLine(schedule.Name, onlyIfDue: true);
        if (command.FirstOrDefault(w => w.Any(char.IsControl)) is { } word)
            throw SchedulerErrors.Unquotable("launchd", word, "has a control character", schedule);
        XElement dictionary = new(
            "dict",
            Pair("Label", new XElement("string", LabelOf(schedule))),
            Pair("ProgramArguments", new XElement("array", command.Select(w => new XElement("string", w)))),
            schedule.Launch.DotnetRoot is { } root ? Pair("EnvironmentVariables", new XElement("dict", Pair("DOTNET_ROOT", new XElement("string", root)))) : null,
            Pair("StartCalendarInterval", new XElement("array", CalendarIntervals.Of(schedule, zone).Select(Entry))),
            Pair("RunAtLoad", new XElement("true")),
            Pair("ProcessType", new XElement("string", "Background")));
        return new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
            .Append("<!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" \"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n")
            .Append(new XElement("plist", new XAttribute("version", "1.0"), dictionary).ToString().ReplaceLineEndings("\n")).Append('\n').ToString();
    }

    private static XElement Entry(IReadOnlyList<(string Key, int Value)> entry) =>
        new("dict", entry.Select(e => Pair(e.Key, new XElement("integer", e.Value.ToString(CultureInfo.InvariantCulture)))));

    private static object[] Pair(string key, XElement value) => [new XElement("key", key), value];
}
