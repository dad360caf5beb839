namespace BackupTools.Tests.Engines.PostgreSql.Faults;

/// <summary>Does something once, when a job has begun to move rows; the job waits until it is done.</summary>
internal sealed class HalfWay(Func<Task> action) : IProgress<BackupProgress>
{
    private int _done;

    public bool IsDone => _done == 1;

    public void Report(BackupProgress value)
    {
        if (value.BytesDone > 0 && Interlocked.Exchange(ref _done, 1) == 0)
            action().GetAwaiter().GetResult();
    }
}
