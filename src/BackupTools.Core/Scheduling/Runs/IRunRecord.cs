namespace BackupTools.Scheduling;

/// <summary>What is known of the runs of schedules. The one place where runs are written down, and where they are looked up.</summary>
public interface IRunRecord
{
    /// <summary>Writes a run down. Never fails: a run is not undone because it could not be written down.</summary>
    /// <param name="run">The run.</param>
    void Add(ScheduleRun run);

    /// <summary>The last runs of a schedule, the newest first; without those that cannot be read.</summary>
    /// <param name="name">The schedule's name.</param>
    /// <param name="most">How many at most.</param>
    IReadOnlyList<ScheduleRun> Last(string name, int most);

    /// <summary>Forgets the runs of a schedule that is removed.</summary>
    /// <param name="name">The schedule's name.</param>
    void Remove(string name);
}
