namespace BackupTools.Tests.Fakes;

/// <summary>A clock on which every wait is over at once, and has taken as long as it should.</summary>
public sealed class ImpatientTime : TimeProvider
{
    private readonly object _gate = new();
    private long _now;

    /// <summary>How much time has passed.</summary>
    public TimeSpan Elapsed
    {
        get { lock (_gate) return TimeSpan.FromTicks(_now); }
    }

    /// <summary>How many waits there were.</summary>
    public int Waits { get; private set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp()
    {
        lock (_gate)
            return _now;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        lock (_gate)
        {
            _now += dueTime.Ticks;
            Waits++;
        }

        ThreadPool.QueueUserWorkItem(_ => callback(state));
        return new Fired();
    }

    private sealed class Fired : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
