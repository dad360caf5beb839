using BackupTools.Abstractions;

namespace BackupTools.Storages.Shared;

/// <summary>
/// The taking back of an unfinished upload. It is the one thing that is tried again here and not by whoever calls: its failure is
/// never told, as it would hide what led to it.
/// </summary>
internal static class Disposal
{
    private static readonly TimeSpan[] Pauses = [TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3)];

    /// <summary>Tries a few times; what is left then is removed when it has become old.</summary>
    /// <param name="work">Takes the upload back.</param>
    /// <param name="location">The storage, for the log.</param>
    /// <returns>True where it is taken back.</returns>
    public static async Task<bool> TryAsync(Func<Task> work, string location)
    {
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                await work();
                return true;
            }
            catch (BackupException e) when (attempt < Pauses.Length && e.IsTransient)
            {
                await Task.Delay(Pauses[attempt]);
            }
            catch (BackupException e)
            {
                WorkLog.Verbose($"An unfinished upload could not be taken back from '{location}': {e.What} It is removed when it is a day old.");
                return false;
            }
        }
    }
}
