using System.Text;
using System.Xml.Linq;
using BackupTools.Abstractions;
using BackupTools.Scheduling;
using BackupTools.Scheduling.Launchd;
using BackupTools.Scheduling.Systemd;
using BackupTools.Scheduling.TaskScheduler;
using BackupTools.Tests.Fakes;

namespace BackupTools.Tests.Scheduling;

/// <summary>What is written for schedulers, before judges that read it: systemd-analyze, plistlib, an XML parser and the order of the schema.</summary>
public sealed class JudgedTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Systemd_finds_nothing_wrong_with_the_units()
    {
        Tool.Require("systemd-analyze");
        string program = _folder["my pwsh 100% é"];
        File.WriteAllText(program, "#!/bin/sh\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        foreach ((string name, Schedule sample) in SampleSchedules.All.Where(s => s.Key is not ("nearest-weekday" or "user")))
        {
            Schedule schedule = (sample with { Name = name }).At(program, "/a $HOME %h \\x \"y\"/Scheduled.ps1", "/root");
            File.WriteAllText(_folder[$"backuptools-{name}.service"], SystemdUnits.Service(schedule));
            File.WriteAllText(_folder[$"backuptools-{name}.timer"], SystemdUnits.Timer(schedule));
        }

        string[] units = Directory.GetFiles(_folder.Path, "*.timer");
        Assert.True(units.Length > 15);
        (int exitCode, byte[] output, string errors) = await Tool.TryRunAsync("systemd-analyze", ["verify", .. units, .. Directory.GetFiles(_folder.Path, "*.service")]);
        string[] said = [.. errors.Split('\n').Concat(Encoding.UTF8.GetString(output).Split('\n')).Where(l => l.Contains("backuptools", StringComparison.Ordinal))];
        Assert.Empty(said);
        Assert.Equal(0, exitCode);
    }

    /// <summary>A judge that finds nothing ever would be none.</summary>
    [Fact]
    public async Task Systemd_would_find_what_is_wrong()
    {
        Tool.Require("systemd-analyze");
        Schedule schedule = SampleSchedules.Of(ScheduleTrigger.Default);
        File.WriteAllText(_folder["backuptools-bad.service"], SystemdUnits.Service(schedule).Replace("ExecStart=\"/usr", "ExecStart=\"usr", StringComparison.Ordinal));
        File.WriteAllText(_folder["backuptools-bad.timer"], SystemdUnits.Timer(schedule).Replace("OnCalendar=Sat", "OnCalendar=Sometimes", StringComparison.Ordinal));
        (int _, byte[] _, string errors) = await Tool.TryRunAsync("systemd-analyze", "verify", _folder["backuptools-bad.timer"]);
        Assert.Contains("Sometimes", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("odd-paths")]
    [InlineData("office-hours")]
    [InlineData("dotnet-root")]
    public async Task A_property_list_is_read_back_whole(string name)
    {
        Tool.Require("python3");
        Schedule schedule = SampleSchedules.All[name];
        File.WriteAllText(_folder["a.plist"], LaunchdPlist.Write(schedule, TimeZoneInfo.Utc));
        string said = Encoding.UTF8.GetString(await Tool.RunAsync(
            "python3", "-c", "import plistlib,sys; p=plistlib.load(open(sys.argv[1],'rb')); print(p['Label']); print(len(p['StartCalendarInterval'])); print('\\n'.join(p['ProgramArguments']))", _folder["a.plist"]));
        int entries = name == "office-hours" ? 5 * 10 * 2 : 1;
        Assert.Equal(["backuptools.nightly", entries.ToString(null as IFormatProvider), .. schedule.Launch.CommandLine("nightly", onlyIfDue: true)], said.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public void A_task_has_its_elements_in_the_order_of_the_schema()
    {
        string[][] orders =
        [
            ["RegistrationInfo", "Triggers", "Principals", "Settings", "Actions"],
            ["Enabled", "StartBoundary", "EndBoundary", "Repetition", "ExecutionTimeLimit", "RandomDelay", "ScheduleByDay", "ScheduleByWeek", "ScheduleByMonth", "ScheduleByMonthDayOfWeek"],
            ["Interval", "Duration", "StopAtDurationEnd"],
            ["Weeks", "DaysOfMonth", "WeeksInterval", "DaysOfWeek", "Months"],
            ["UserId", "LogonType", "GroupId", "DisplayName", "RunLevel"],
            ["Command", "Arguments", "WorkingDirectory"],
        ];
        int tasks = 0;
        foreach (Schedule schedule in SampleSchedules.All.Values)
        {
            string xml;
            try
            {
                xml = TaskXml.Write(schedule, TimeZoneInfo.Utc, @"DOMAIN\me");
            }
            catch (BackupException e) when (e.Code == ErrorCode.ScheduleNotExpressible)
            {
                continue;
            }

            tasks++;
            Assert.StartsWith("<?xml version=\"1.0\" encoding=\"utf-16\"?>\r\n", xml, StringComparison.Ordinal);
            foreach (XElement parent in XDocument.Parse(xml).Descendants().Where(e => e.Elements().Skip(1).Any()))
            {
                string[] names = [.. parent.Elements().Select(e => e.Name.LocalName).Distinct()];
                if (parent.Name.LocalName is "Settings" or "Triggers" or "Months" or "DaysOfWeek" or "DaysOfMonth" or "Weeks" || names.Length == 1)
                    continue;
                if (parent.Name.LocalName == "RegistrationInfo")
                    continue;
                string[] order = Assert.Single(orders, o => names.All(o.Contains));
                Assert.Equal(names.OrderBy(n => Array.IndexOf(order, n)), names);
            }
        }

        Assert.True(tasks > 12, $"Only {tasks} tasks were written.");
    }

    [Theory]
    [InlineData("SYSTEM", "S-1-5-18", null)]
    [InlineData(@"DOMAIN\backup$", @"DOMAIN\backup$", "Password")]
    [InlineData(@"DOMAIN\somebody", @"DOMAIN\somebody", "S4U")]
    [InlineData(null, "S-1-5-18", null)]
    public void A_task_runs_as_the_account_that_was_named(string? account, string id, string? logon)
    {
        XNamespace ns = "http://schemas.microsoft.com/windows/2004/02/mit/task";
        XElement principal = XDocument.Parse(TaskXml.Write(SampleSchedules.Of(ScheduleTrigger.Default) with { Account = account }, TimeZoneInfo.Utc, @"D\me")).Descendants(ns + "Principal").Single();
        Assert.Equal(id, principal.Element(ns + "UserId")!.Value);
        Assert.Equal(logon, principal.Element(ns + "LogonType")?.Value);
    }

    [Theory]
    [InlineData(@"C:\Program Files\x", "\"C:\\Program Files\\x\"")]
    [InlineData(@"C:\a b\", "\"C:\\a b\\\\\"")]
    [InlineData(@"C:\ab\", @"C:\ab\")]
    [InlineData("", "\"\"")]
    [InlineData("say \"x\\\"", "\"say \\\"x\\\\\\\"\"")]
    public void Arguments_are_quoted_as_programs_of_Windows_take_them_apart(string argument, string quoted) =>
        Assert.Equal(quoted, WindowsCommandLine.Join([argument]));

    [Theory]
    [InlineData("/a%PATH%b")]
    [InlineData("/a$(Arg0)b")]
    [InlineData("/a\nb")]
    [InlineData("/a\"b")]
    public void The_Task_Scheduler_refuses_what_it_would_replace(string path) => AssertNotExpressible(() =>
        TaskXml.Write(SampleSchedules.Of(ScheduleTrigger.Default).At("/usr/bin/pwsh", path, "/home"), TimeZoneInfo.Utc, "me"));

    [Theory]
    [InlineData("/a\nb", "/x")]
    [InlineData("/usr/bin/pw$h", "/x")]
    [InlineData("/it's/pwsh", "/x")]
    public void Systemd_refuses_what_it_has_no_quotes_for(string program, string script) => AssertNotExpressible(() =>
        SystemdUnits.Service(SampleSchedules.Of(ScheduleTrigger.Default).At(program, script, "/home")));

    [Fact]
    public void Another_time_zone_is_refused_where_a_scheduler_has_only_the_machines_and_it_plays_a_part()
    {
        TimeZoneInfo berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        Schedule there = SampleSchedules.All["berlin"];
        AssertNotExpressible(() => TaskXml.Write(there, TimeZoneInfo.Utc, "me"));
        AssertNotExpressible(() => LaunchdPlist.Write(there, TimeZoneInfo.Utc));
        Assert.Contains("ScheduleByDay", TaskXml.Write(there, berlin, "me"), StringComparison.Ordinal);
        Schedule everywhere = SampleSchedules.Of(ScheduleTrigger.Every(TimeSpan.FromMinutes(15))) with { TimeZone = "Asia/Kathmandu" };
        Assert.Contains("PT15M", TaskXml.Write(everywhere, berlin, "me"), StringComparison.Ordinal);
        AssertNotExpressible(() => TaskXml.Write(everywhere with { Trigger = ScheduleTrigger.Every(TimeSpan.FromMinutes(20)) }, berlin, "me"));
    }

    public void Dispose() => _folder.Dispose();

    private static void AssertNotExpressible(Action action) => Assert.Equal(ErrorCode.ScheduleNotExpressible, Assert.Throws<BackupException>(action).Code);
}
