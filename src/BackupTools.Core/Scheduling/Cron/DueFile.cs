using System.Globalization;
using System.Text;

namespace BackupTools.Scheduling.Cron;

/// <summary>
/// The moment after which a schedule of cron is overdue, in seconds of Unix: <c>schedules/name.due</c>, which a line of the crontab compares
/// with the clock. It is written at the beginning of every run, in place and always as long, so that a full disk does not keep it from it;
/// where it cannot be written it is removed, and nothing is made up for.
/// </summary>
internal static class DueFile
{
    /// <summary>What stands for "at no time".</summary>
    public const string Never = "99999999999";

    /// <summary>How long after its time a run may begin before it counts as missed.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(5);

    public static string PathOf(Schedule schedule) => Path.Combine(schedule.Launch.Folder, "schedules", schedule.Name + ".due");

    /// <summary>What the file holds when the schedule was run, or set, at a moment.</summary>
    public static byte[] ContentAt(Schedule schedule, DateTimeOffset moment)
    {
        DateTimeOffset? next = ScheduleCalendar.Next(schedule.Trigger, ScheduleCalendar.ZoneOf(schedule.TimeZone), moment);
        string seconds = next is { } due ? (due + Grace).ToUnixTimeSeconds().ToString("00000000000", CultureInfo.InvariantCulture) : Never;
        return Encoding.ASCII.GetBytes(seconds + "\n");
    }

    /// <summary>Notes that a run has begun.</summary>
    public static void Advance(Schedule schedule, DateTimeOffset now)
    {
        string path = PathOf(schedule);
        if (!File.Exists(path))
            return;
        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            byte[] content = ContentAt(schedule, now);
            file.Write(content);
            file.SetLength(content.Length);
        }
        catch (Exception e) when (FileSystemErrors.IsFileSystem(e))
        {
            TryDelete(path);
        }
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (FileSystemErrors.IsFileSystem(e))
        {
            WorkLog.Debug($"'{path}' cannot be removed: {e.Message}");
        }
    }
}
