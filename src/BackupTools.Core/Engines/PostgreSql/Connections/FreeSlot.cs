using BackupTools.Abstractions;

namespace BackupTools.Engines.PostgreSql.Connections;

/// <summary>
/// Waits a moment for a slot on the server: a session that was closed just now keeps its own until its process is gone,
/// and the driver does not wait for that.
/// </summary>
internal static class FreeSlot
{
    private const int Attempts = 5;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Opens a session.</summary>
    /// <exception cref="BackupException"><see cref="ErrorCode.TooManyConnections"/> where no slot becomes free.</exception>
    public static async Task<T> OpenAsync<T>(Func<Task<T>> open, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await open();
            }
            catch (BackupException e) when (e.Code == ErrorCode.TooManyConnections && attempt < Attempts)
            {
                await Task.Delay(Pause, cancellationToken);
            }
        }
    }
}
