using System.Runtime.InteropServices;
using BackupTools.Abstractions;
using BackupTools.Scheduling;
using BackupTools.Scheduling.Cron;
using BackupTools.Scheduling.Launchd;
using BackupTools.Scheduling.Systemd;
using BackupTools.Scheduling.TaskScheduler;
using BackupTools.Tests.Repository;

namespace BackupTools.Tests.Scheduling;

/// <summary>
/// What each scheduler is told of each schedule, or why it cannot be told, is a file that is compared. <c>BACKUPTOOLS_RENEW_GOLDEN=1</c>
/// writes them anew; the difference is then read.
/// </summary>
public sealed class GoldenTests
{
    public static TheoryData<string, string> Cases
    {
        get
        {
            TheoryData<string, string> cases = [];
            foreach (string kind in new[] { "systemd", "cron", "task", "launchd" })
            {
                foreach (string name in SampleSchedules.All.Keys)
                    cases.Add(kind, name);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_scheduler_is_told_what_is_written_down(string kind, string name)
    {
        string file = RepositoryRoot.Combine("tests", "BackupTools.Tests", "Scheduling", "Golden", $"{name}.{kind}.txt");
        string now = Render(kind, SampleSchedules.All[name]).ReplaceLineEndings("\n");
        if (Environment.GetEnvironmentVariable("BACKUPTOOLS_RENEW_GOLDEN") == "1")
            File.WriteAllText(file, now);
        Assert.Equal(File.ReadAllText(file).ReplaceLineEndings("\n"), now);
    }

    private static string Render(string kind, Schedule schedule)
    {
        try
        {
            return kind switch
            {
                "systemd" => $"{SystemdUnits.Service(schedule)}--- timer\n{SystemdUnits.Timer(schedule)}",
                "cron" when schedule.Scope == ScheduleScope.User => string.Join('\n', Cron.UserLines(schedule)) + "\n",
                "cron" => Cron.SystemFile(schedule),
                "task" => TaskXml.Write(schedule, TimeZoneInfo.Utc, @"DOMAIN\me"),
                _ => LaunchdPlist.Write(schedule, TimeZoneInfo.Utc),
            };
        }
        catch (BackupException e)
        {
            return $"{e.Code}: {e.Message}\n";
        }
    }

    private static CronScheduler Cron => new(SampleSchedules.Host(OSPlatform.Linux, new FakeTools()));
}
