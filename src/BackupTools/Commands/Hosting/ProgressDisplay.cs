using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using BackupTools.Abstractions;

namespace BackupTools.Commands.Hosting;

/// <summary>
/// Turns reported progress into progress records: none in the first second, then at most five a second, with bytes,
/// rate and time left, and a last one that removes the bar.
/// </summary>
internal sealed class ProgressDisplay(Action<ProgressRecord> write) : IProgress<BackupProgress>
{
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);
    private static int s_lastActivityId;

    private readonly int _activityId = 1000 + Interlocked.Increment(ref s_lastActivityId);
    private readonly object _gate = new();
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private BackupProgress? _latest;
    private string _activity = "";
    private TimeSpan _activityBegan;
    private TimeSpan? _shownAt;

    /// <summary>Takes the latest figures; any thread.</summary>
    public void Report(BackupProgress value)
    {
        lock (_gate)
        {
            if (_activity != value.Activity)
            {
                _activity = value.Activity;
                _activityBegan = _clock.Elapsed;
            }

            _latest = value;
        }
    }

    /// <summary>Shows the latest figures if it is time to; the pipeline's thread only.</summary>
    public void Show()
    {
        TimeSpan now = _clock.Elapsed;
        if (now < Quiet || now - _shownAt < Interval)
            return;
        BackupProgress progress;
        TimeSpan elapsed;
        lock (_gate)
        {
            if (_latest is not { } latest)
                return;
            progress = latest;
            elapsed = now - _activityBegan;
            _latest = null;
        }

        _shownAt = now;
        write(Describe(progress, elapsed));
    }

    /// <summary>Removes the bar if one was shown.</summary>
    public void Complete()
    {
        if (_shownAt is not null)
            write(new ProgressRecord(_activityId, ShownText.Clean(_activity), "Done") { RecordType = ProgressRecordType.Completed });
    }

    private ProgressRecord Describe(BackupProgress progress, TimeSpan elapsed)
    {
        double rate = elapsed > TimeSpan.Zero ? progress.BytesDone / elapsed.TotalSeconds : 0;
        string done = Figures.Bytes(progress.BytesDone);
        string amount = progress.BytesTotal is { } total ? $"{done} of {Figures.Bytes(total)}" : done;
        var record = new ProgressRecord(
            _activityId, ShownText.Clean(progress.Activity), string.Create(CultureInfo.InvariantCulture, $"{amount}, {Figures.Bytes((long)rate)}/s"));
        if (!string.IsNullOrEmpty(progress.CurrentItem))
            record.CurrentOperation = ShownText.Clean(progress.CurrentItem);
        if (progress.BytesTotal is > 0 and { } all)
        {
            record.PercentComplete = (int)Math.Clamp(progress.BytesDone * 100.0 / all, 0, 100);
            if (rate > 0)
                record.SecondsRemaining = (int)Math.Clamp((all - progress.BytesDone) / rate, 0, int.MaxValue);
        }

        return record;
    }
}
