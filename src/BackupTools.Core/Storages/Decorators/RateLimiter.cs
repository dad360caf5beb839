namespace BackupTools.Storages.Decorators;

/// <summary>Lets bytes pass at a steady rate, whoever they belong to.</summary>
internal sealed class RateLimiter
{
    private readonly object _gate = new();
    private readonly double _bytesPerSecond;
    private readonly TimeProvider _time;
    private readonly long _start;
    private TimeSpan _free = TimeSpan.Zero;

    public RateLimiter(long bytesPerSecond, TimeProvider time)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bytesPerSecond);
        _bytesPerSecond = bytesPerSecond;
        _time = time;
        _start = time.GetTimestamp();
    }

    /// <summary>Waits until everything that passed before has been paid for with time.</summary>
    public async Task PassAsync(int bytes, CancellationToken cancellationToken)
    {
        TimeSpan wait;
        lock (_gate)
        {
            TimeSpan now = _time.GetElapsedTime(_start);
            TimeSpan begin = _free > now ? _free : now;
            wait = begin - now;
            _free = begin + TimeSpan.FromSeconds(bytes / _bytesPerSecond);
        }

        if (wait > TimeSpan.Zero)
            await Task.Delay(wait, _time, cancellationToken);
    }
}
