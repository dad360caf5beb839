using BackupTools.Configuration;

namespace BackupTools.Scheduling;

/// <summary>The lock that a run holds as long as it goes on: <c>locks/schedule-name.lock</c>. It ends with the process.</summary>
internal static class ScheduleLock
{
    /// <summary>Takes it; null where a run goes on.</summary>
    public static Task<FileLock?> TakeAsync(ConfigurationFolder folder, string name, TimeSpan patience, CancellationToken cancellationToken) =>
        FileLock.TakeAsync(PathOf(folder, name), patience, cancellationToken);

    /// <summary>True where a run goes on.</summary>
    public static bool IsHeld(ConfigurationFolder folder, string name)
    {
        try
        {
            if (!File.Exists(PathOf(folder, name)))
                return false;
            using FileLock? taken = FileLock.TryTake(PathOf(folder, name));
            return taken is null;
        }
        catch (Exception e) when (FileSystemErrors.IsFileSystem(e))
        {
            return false;
        }
    }

    // A schedule may be called "schedules", and the lock of all of them is called so.
    private static string PathOf(ConfigurationFolder folder, string name) => folder.Combine("locks", $"schedule-{name}.lock");
}
