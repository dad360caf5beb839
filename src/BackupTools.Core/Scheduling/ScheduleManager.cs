using BackupTools.Abstractions;
using BackupTools.Configuration;

namespace BackupTools.Scheduling;

/// <summary>Sets schedules, changes and removes them: the file of each, and the task of the operating system, whole or not at all.</summary>
public sealed class ScheduleManager
{
    private readonly ConfigurationFolder _folder;
    private readonly SchedulerHost _host;
    private readonly IReadOnlyList<ISchedulerKind> _kinds;

    internal ScheduleManager(ConfigurationFolder folder, SchedulerHost host)
    {
        _folder = folder;
        _host = host;
        _kinds = SchedulerKinds.Of(host);
        Store = new ScheduleStore(folder);
        Runs = new RunFiles(folder);
    }

    /// <summary>The schedules that there are.</summary>
    public ScheduleStore Store { get; }

    /// <summary>What is known of their runs.</summary>
    public IRunRecord Runs { get; }

    /// <summary>True where this user may set tasks of the machine.</summary>
    public bool IsPrivileged => _host.IsPrivileged;

    /// <summary>The schedules of a configuration folder on this machine.</summary>
    /// <param name="folder">The folder.</param>
    public static ScheduleManager Of(ConfigurationFolder folder) => new(folder, SchedulerHost.Current);

    /// <summary>The scheduler that was named, or the first that this machine has.</summary>
    /// <param name="wanted">Its name; null for whichever there is.</param>
    /// <param name="scope">Whose task it would be.</param>
    /// <exception cref="BackupException"><see cref="ErrorCode.SchedulerUnavailable"/>, with the reasons.</exception>
    public string Choose(string? wanted, ScheduleScope scope) => SchedulerKinds.Choose(_kinds, wanted, scope).Name;

    /// <summary>What <see cref="SetAsync"/> would do.</summary>
    /// <param name="schedule">The schedule.</param>
    /// <param name="force">True to replace one of that name that says something else.</param>
    /// <param name="cancellationToken">Stops the planning.</param>
    /// <exception cref="BackupException">Where the schedule cannot be kept, or its scheduler cannot express it.</exception>
    public async Task<SchedulerPlan> PlanSetAsync(Schedule schedule, bool force, CancellationToken cancellationToken)
    {
        ScheduleRules.Check(schedule);
        ISchedulerKind kind = SchedulerKinds.Choose(_kinds, schedule.Scheduler, schedule.Scope);
        if (schedule.Account is not null && kind.Name != "TaskScheduler")
            throw new BackupException(ErrorCode.InvalidArgument, $"{kind.Name} has no accounts for tasks.", "Leave the account out; set the schedule as the user who is to run it.", schedule.Account);
        Schedule? before = await FindBeforeAsync(schedule, kind, force, cancellationToken);
        SchedulerPlan plan = new SchedulerPlan([new WriteFileStep(Store.PathOf(schedule.Name), ScheduleJson.ToBytes(schedule), IsReadByAll: false)])
            .Then(await kind.PlanInstallAsync(schedule, cancellationToken));
        return before is not null && (before.Scheduler != kind.Name || before.Scope != schedule.Scope)
            ? plan.Then(await SchedulerKinds.Named(_kinds, before.Scheduler).PlanRemoveAsync(before, cancellationToken))
            : plan;
    }

    /// <summary>Sets a schedule.</summary>
    /// <param name="schedule">The schedule.</param>
    /// <param name="force">True to replace one of that name that says something else.</param>
    /// <param name="cancellationToken">Stops it; what was done is then taken back.</param>
    /// <returns>What whoever sets it should know, one sentence each.</returns>
    public async Task<IReadOnlyList<string>> SetAsync(Schedule schedule, bool force, CancellationToken cancellationToken)
    {
        using IDisposable taken = await Store.LockAsync(cancellationToken);
        SchedulerPlan plan = await PlanSetAsync(schedule, force, cancellationToken);
        Schedule? before = TryGet(schedule.Name);
        await RunAsync(plan, before, cancellationToken);
        return plan.Warnings;
    }

    /// <summary>What <see cref="RemoveAsync"/> would do.</summary>
    public async Task<SchedulerPlan> PlanRemoveAsync(Schedule schedule, CancellationToken cancellationToken) =>
        (await SchedulerKinds.Named(_kinds, schedule.Scheduler).PlanRemoveAsync(schedule, cancellationToken))
            .Then(new SchedulerPlan([new DeleteFileStep(Store.PathOf(schedule.Name))]));

    /// <summary>Removes a schedule and what is known of its runs. Its log stays.</summary>
    public async Task RemoveAsync(Schedule schedule, CancellationToken cancellationToken)
    {
        using IDisposable taken = await Store.LockAsync(cancellationToken);
        SchedulerKinds.Choose(_kinds, schedule.Scheduler, schedule.Scope);
        await RunAsync(await PlanRemoveAsync(schedule, cancellationToken), schedule, cancellationToken);
        Runs.Remove(schedule.Name);
    }

    /// <summary>How a schedule does.</summary>
    /// <param name="schedule">The schedule.</param>
    /// <param name="cancellationToken">Stops the asking.</param>
    public Task<ScheduleStatus> GetStatusAsync(Schedule schedule, CancellationToken cancellationToken) =>
        StatusReader.ReadAsync(schedule, SchedulerKinds.Named(_kinds, schedule.Scheduler), Runs, _folder, cancellationToken);

    /// <summary>How <see cref="StartAsync"/> would start it, in words.</summary>
    public string DescribeStart(Schedule schedule) =>
        SchedulerKinds.Named(_kinds, schedule.Scheduler).StartCall(schedule) is { } call ? $"run {call}" : $"start {string.Join(' ', schedule.Launch.CommandLine(schedule.Name))}";

    /// <summary>Has the scheduler start it now, or where that cannot, starts it as a process that outlives this one.</summary>
    /// <exception cref="BackupException"><see cref="ErrorCode.SchedulerFailed"/>.</exception>
    public async Task StartAsync(Schedule schedule, CancellationToken cancellationToken)
    {
        if (SchedulerKinds.Named(_kinds, schedule.Scheduler).StartCall(schedule) is { } call)
            await call.RunAsync(_host.Tools, mayFail: false, cancellationToken);
        else
            DetachedProcess.Start(_host, schedule.Launch.CommandLine(schedule.Name), schedule.Launch.DotnetRoot);
    }

    private async Task<Schedule?> FindBeforeAsync(Schedule schedule, ISchedulerKind kind, bool force, CancellationToken cancellationToken)
    {
        Schedule? before = force ? TryGet(schedule.Name) : Store.TryGet(schedule.Name);
        if (force)
            return before;
        if (before is not null && before.Name != schedule.Name)
            throw Exists($"There is a schedule '{before.Name}' already, and names of schedules are the same in upper and lower case.", schedule);
        if (before is not null && !ScheduleJson.AreSame(before, schedule))
            throw Exists($"There is a schedule '{schedule.Name}' already, which says something else ({before.Trigger}; {before.Work}).", schedule);
        if (before is null && await kind.IsTakenAsync(schedule, cancellationToken))
            throw Exists($"{kind.Name} has a task of a schedule '{schedule.Name}' already, of another configuration.", schedule);
        return before;
    }

    private static BackupException Exists(string what, Schedule schedule) => new(
        ErrorCode.ScheduleExists, what, $"Give another name, or {Setting.Force} to replace it.", schedule.Name);

    /// <summary>One that cannot be read is replaced like one that is not there.</summary>
    private Schedule? TryGet(string name)
    {
        try
        {
            return Store.TryGet(name);
        }
        catch (BackupException e) when (e.Code == ErrorCode.ConfigurationInvalid)
        {
            return null;
        }
    }

    /// <summary>Where it fails and there was a schedule before, that one is set up again as it was.</summary>
    private async Task RunAsync(SchedulerPlan plan, Schedule? before, CancellationToken cancellationToken)
    {
        try
        {
            await plan.RunAsync(cancellationToken);
        }
        catch (Exception) when (before is not null)
        {
            try
            {
                await (await SchedulerKinds.Named(_kinds, before.Scheduler).PlanInstallAsync(before, CancellationToken.None)).RunAsync(CancellationToken.None);
            }
            catch (BackupException e)
            {
                WorkLog.Verbose($"The task of before could not be set up again: {e.Message}");
            }

            throw;
        }
    }
}
