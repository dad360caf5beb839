using System.Management.Automation;
using BackupTools.Abstractions;
using BackupTools.Commands.Hosting;
using BackupTools.Completion;
using BackupTools.Configuration;
using BackupTools.Scheduling;

namespace BackupTools.Commands;

/// <summary>The base of the cmdlets that work with schedules that there are.</summary>
public abstract class ScheduleCmdlet : AsyncCmdlet
{
    private ScheduleManager? _manager;

    /// <summary>The names of the schedules, with wildcards.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ScheduleCompleter))]
    public virtual string[] Name { get; set; } = [];

    /// <summary>The configuration folder.</summary>
    private protected static ConfigurationFolder Folder => ConfigurationFolder.Current;

    /// <summary>Works with the schedules of the folder.</summary>
    private protected ScheduleManager Manager => _manager ??= ScheduleManager.Of(Folder);

    /// <summary>Works with one schedule.</summary>
    private protected abstract void Process(Schedule schedule);

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(() =>
    {
        foreach (Schedule schedule in Manager.Store.Find(Name, e => WriteError(e.ToErrorRecord())))
            Attempt(() => Process(schedule));
    });

    /// <summary>Emits how the schedule does.</summary>
    private protected void WriteStatus(Schedule schedule) => WriteObject(Await(work => Manager.GetStatusAsync(schedule, work.Stopping)));
}

/// <summary>The base of those that let a schedule run or wait.</summary>
public abstract class ScheduleSwitchCmdlet : ScheduleCmdlet
{
    /// <summary>True to let it run.</summary>
    private protected abstract bool Enables { get; }

    private protected override void Process(Schedule schedule)
    {
        if (schedule.IsEnabled == Enables)
            WriteVerbose($"The schedule '{schedule.Name}' is {(Enables ? "enabled" : "disabled")} already; its task is set up again.");
        Schedule changed = schedule with { IsEnabled = Enables, ChangedAtUtc = ScheduleFactory.Now() };
        if (!ShouldProcess(
            () => Await(work => Manager.PlanSetAsync(changed, force: true, work.Stopping)).Describe(), $"{(Enables ? "Enable" : "Disable")} the schedule '{schedule.Name}'?"))
        {
            return;
        }

        foreach (string warning in Await(work => Manager.SetAsync(changed, force: true, work.Stopping)))
            WriteWarning($"{schedule.Name}: {warning}");
        WriteStatus(changed);
    }
}
