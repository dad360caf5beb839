namespace BackupTools.Common;

/// <summary>
/// A lock between processes: a file that is held open. It ends with its process, however that ends; no process id is written
/// or believed. The file stays, as removing it would let two hold a lock of one name.
/// </summary>
internal sealed class FileLock : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(25);

    private readonly FileStream _file;

    private FileLock(FileStream file) => _file = file;

    /// <summary>Takes the lock, or returns null where somebody else holds it.</summary>
    /// <param name="path">The file; it and its folder are made where they are missing.</param>
    /// <exception cref="IOException">Where the file cannot be made.</exception>
    public static FileLock? TryTake(string path)
    {
        DurableFolder.Create(Path.GetDirectoryName(path)!);
        try
        {
            return new FileLock(new FileStream(path, PrivateFile.Options(FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None)));
        }
        catch (IOException e) when (IsHeld(e))
        {
            return null;
        }
    }

    /// <summary>Takes the lock, waiting for whoever holds it; null where that takes longer than the limit.</summary>
    public static async Task<FileLock?> TakeAsync(string path, TimeSpan limit, CancellationToken cancellationToken)
    {
        long started = Environment.TickCount64;
        while (true)
        {
            if (TryTake(path) is { } taken)
                return taken;
            if (Environment.TickCount64 - started >= limit.TotalMilliseconds)
                return null;
            await Task.Delay(Interval, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static bool IsHeld(IOException error)
    {
        const int SharingViolation = unchecked((int)0x80070020);
        return error.HResult == (OperatingSystem.IsWindows() ? SharingViolation : LibC.WouldBlock);
    }
}
