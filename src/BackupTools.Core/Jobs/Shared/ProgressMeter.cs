using System.Diagnostics;
using BackupTools.Abstractions;

namespace BackupTools.Jobs;

/// <summary>Adds up bytes from many workers and reports them at most five times a second.</summary>
internal sealed class ProgressMeter(IProgress<BackupProgress>? progress, string activity, long? total)
{
    private static readonly long Interval = Stopwatch.Frequency / 5;
    private long _done;
    private long _nextReport;

    /// <summary>Counts bytes that are done.</summary>
    public void Add(long bytes, string? item = null)
    {
        long done = Interlocked.Add(ref _done, bytes);
        if (progress is null)
            return;
        long now = Stopwatch.GetTimestamp();
        long due = Interlocked.Read(ref _nextReport);
        if (now >= due && Interlocked.CompareExchange(ref _nextReport, now + Interval, due) == due)
            progress.Report(new BackupProgress(activity, item, done, total));
    }
}
