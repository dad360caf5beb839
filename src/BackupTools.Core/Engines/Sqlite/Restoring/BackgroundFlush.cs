using Microsoft.Win32.SafeHandles;

namespace BackupTools.Engines.Sqlite.Restoring;

/// <summary>Lets the disk write a file while other work goes on, so that little is left to wait for at the end.</summary>
/// <remarks>
/// A system says only once that the disk did not take something: so what an early flush finds out is kept for the end.
/// </remarks>
/// <param name="file">The file; it is closed when a flush that still runs has ended.</param>
internal sealed class BackgroundFlush(SafeFileHandle file) : IDisposable
{
    /// <summary>What is worth a flush of its own.</summary>
    private const long Step = 64 * 1024 * 1024;

    private readonly object _gate = new();
    private Task _running = Task.CompletedTask;
    private long _written;

    /// <summary>Takes note of bytes that were written, and has them flushed when there are many of them.</summary>
    public void Add(long bytes)
    {
        lock (_gate)
        {
            _written += bytes;
            if (_written < Step || !_running.IsCompletedSuccessfully)
                return;
            _written = 0;
            _running = StartAsync();
        }
    }

    /// <summary>Flushes the rest, and closes the file.</summary>
    /// <returns>A task that fails where the disk did not take everything.</returns>
    public async Task EndAsync()
    {
        await _running;
        await StartAsync();
        file.Dispose();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // An open file cannot be removed there.
        if (OperatingSystem.IsWindows())
            _running.ContinueWith(static t => t.Exception, TaskScheduler.Default).Wait();
        file.Dispose();
    }

    private Task StartAsync() => Task.Run(() => RandomAccess.FlushToDisk(file));
}
