using System.Text.RegularExpressions;
using BackupTools.Abstractions;

namespace BackupTools.Scheduling;

/// <summary>What a schedule may say. A file of one is checked like what a person typed.</summary>
public static partial class ScheduleRules
{
    private const int LongestText = 1000;
    private const int MostTexts = 200;

    /// <summary>Refuses what is no name of a schedule: names become names of files, units and tasks.</summary>
    /// <param name="name">The name.</param>
    /// <exception cref="BackupException"><see cref="ErrorCode.InvalidArgument"/>.</exception>
    public static void CheckName(string name)
    {
        if (!Name().IsMatch(name) || name.EndsWith('.') || DeviceName().IsMatch(name))
        {
            throw Invalid(
                $"'{name}' is no name for a schedule.",
                "Use up to 64 letters, digits, and -_. within, beginning with a letter or digit; and no name of a device of Windows.", name);
        }
    }

    /// <summary>Refuses a schedule that could not be kept.</summary>
    /// <param name="schedule">The schedule.</param>
    /// <exception cref="BackupException"><see cref="ErrorCode.InvalidArgument"/>.</exception>
    public static void Check(Schedule schedule)
    {
        CheckName(schedule.Name);
        TriggerRules.Check(schedule.Trigger ?? throw Invalid("The schedule does not say when it is due.", "Set it again.", schedule.Name));
        ScheduleCalendar.ZoneOf(schedule.TimeZone);
        if (schedule.RandomDelay is { } delay && (delay < TimeSpan.FromSeconds(1) || delay > TimeSpan.FromDays(1)))
            throw Invalid($"A random delay of {delay:c} is not possible.", "Give one from a second to a day.", schedule.Name);
        if (schedule.Launch is not { PowerShell: not null, Script: not null, Folder: not null })
            throw Invalid("The schedule does not say how PowerShell is started.", "Set it again.", schedule.Name);
        CheckWork(schedule);
        if (Texts(schedule).FirstOrDefault(t => t.Length > LongestText || t.Any(char.IsControl)) is { } text)
            throw Invalid($"'{text}' is too long, or has a line break or another control character, which no task can have.", "Give another.", schedule.Name);
        foreach (string path in new[] { schedule.Launch.PowerShell, schedule.Launch.Script, schedule.Launch.Folder })
        {
            if (!Path.IsPathFullyQualified(path))
                throw Invalid($"'{path}' is not an absolute path, and a task has no current folder.", "Give an absolute path.", path);
        }
    }

    private static void CheckWork(Schedule schedule)
    {
        if (schedule.Work is null or { Job: null, Backup: null } or { Job: not null, Backup: not null })
            throw Invalid("A schedule runs a job or makes a backup, one of the two.", "Name the one or describe the other.", schedule.Name);
        if (schedule.Work.Backup is not { } backup)
            return;
        if (backup is not { Connection: not null, Level: not null, Compression: not null } || backup.Storages.Count == 0)
            throw Invalid("A scheduled backup names no connection or no storage.", "Name both.", schedule.Name);
        string[] names = [.. backup.Databases, .. backup.ExcludedDatabases, .. backup.Storages, .. backup.Recipients];
        if (names.Any(string.IsNullOrEmpty) || names.Length > MostTexts)
            throw Invalid("A scheduled backup has an empty name among its databases, storages or recipients, or far too many.", "Leave it out.", schedule.Name);

        if (backup.KeepLast is < 0 or > 100_000)
            throw Invalid($"{backup.KeepLast} is no number of backups to keep.", "Give 1 or more, or 0 to keep all.", schedule.Name);
        if (new[] { backup.Connection }.Concat(backup.Storages).FirstOrDefault(t => ShownText.WithoutSecrets(t) != t) is not null)
        {
            throw Invalid(
                "A schedule keeps no password, and the connection or a storage has one in its text.",
                "Leave it out of the text: save the connection, or let the server's own means provide it (such as ~/.pgpass).", schedule.Name);
        }
    }

    private static IEnumerable<string> Texts(Schedule schedule) =>
        new[]
        {
            schedule.Scheduler, schedule.Account, schedule.Work.Job, schedule.Launch.PowerShell, schedule.Launch.Script, schedule.Launch.Folder,
            schedule.Launch.DotnetRoot, schedule.Work.Backup?.Connection, schedule.Work.Backup?.Compression, schedule.Work.Backup?.Level,
            schedule.Work.Backup?.SigningKey,
        }
        .Concat(schedule.Launch.Options).Concat(schedule.Work.Backup is { } backup ? [.. backup.Databases, .. backup.ExcludedDatabases, .. backup.Storages, .. backup.Recipients] : [])
        .OfType<string>();

    private static BackupException Invalid(string what, string remedy, string target) => new(ErrorCode.InvalidArgument, what, remedy, target);

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]{0,63}\z")]
    private static partial Regex Name();

    [GeneratedRegex(@"\A(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|\z)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex DeviceName();
}
