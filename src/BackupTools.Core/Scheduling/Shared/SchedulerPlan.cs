using BackupTools.Abstractions;

namespace BackupTools.Scheduling;

/// <summary>All that is done to a scheduler for one schedule: whole, or not at all.</summary>
public sealed class SchedulerPlan
{
    private readonly IReadOnlyList<SchedulerStep> _steps;

    internal SchedulerPlan(IReadOnlyList<SchedulerStep> steps, IReadOnlyList<string>? warnings = null)
    {
        _steps = steps;
        Warnings = warnings ?? [];
    }

    /// <summary>What whoever sets it should know, one sentence each.</summary>
    public IReadOnlyList<string> Warnings { get; }

    internal IReadOnlyList<SchedulerStep> Steps => _steps;

    /// <summary>What would be written and run, one text each.</summary>
    public IReadOnlyList<string> Describe() => [.. _steps.Select(s => s.Describe()).Where(d => d.Length > 0)];

    /// <summary>This plan, and after it another.</summary>
    internal SchedulerPlan Then(SchedulerPlan other) => new([.. _steps, .. other._steps], [.. Warnings, .. other.Warnings]);

    /// <summary>Does everything; where something fails, what was done is taken back.</summary>
    internal async Task RunAsync(CancellationToken cancellationToken)
    {
        int begun = 0;
        try
        {
            for (; begun < _steps.Count; begun++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                await _steps[begun].DoAsync(cancellationToken);
            }
        }
        catch (Exception e)
        {
            List<string> left = [];
            for (int i = Math.Min(begun, _steps.Count - 1); i >= 0; i--)
                await UndoAsync(_steps[i], left);
            if (left.Count == 0 || e is not BackupException failure)
                throw;
            throw new BackupException(
                failure.Code, $"{failure.Message} Not all of it could be taken back: {string.Join(' ', left)}", "Remove what is left by hand.", failure.Target, failure);
        }
    }

    private static async Task UndoAsync(SchedulerStep step, List<string> left)
    {
        try
        {
            await step.UndoAsync();
        }
        catch (BackupException e)
        {
            left.Add(e.Message);
        }
    }
}
