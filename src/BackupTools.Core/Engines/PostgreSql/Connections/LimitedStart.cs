using BackupTools.Abstractions;

namespace BackupTools.Engines.PostgreSql.Connections;

/// <summary>
/// Opens sessions on servers that end them by a time limit before it can be taken away. Only newer versions know those limits, and a
/// server that does not know an option lets nobody in; so the option is given once it is seen to be needed.
/// </summary>
internal static class LimitedStart
{
    private static readonly Dictionary<string, string> Options = new()
    {
        [SqlState.TransactionTimeout] = " -c transaction_timeout=0 -c max_parallel_workers_per_gather=0 -c max_parallel_maintenance_workers=0",
        [SqlState.IdleSessionTimeout] = " -c idle_session_timeout=0",
    };

    /// <summary>Opens and prepares a session; where a limit ends it meanwhile, does so again without that limit.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="open">Opens and prepares it with such settings.</param>
    /// <exception cref="BackupException">Where it cannot be opened.</exception>
    public static async Task<T> OpenAsync<T>(ServerSettings settings, Func<ServerSettings, Task<T>> open)
    {
        while (true)
        {
            try
            {
                return await open(settings);
            }
            catch (BackupException e) when (OptionAgainst(e, settings) is { } option)
            {
                settings = settings with { StartupOptions = settings.StartupOptions + option };
            }
        }
    }

    private static string? OptionAgainst(BackupException error, ServerSettings settings) =>
        error.InnerException is ServerException server && Options.TryGetValue(server.SqlState, out string? option)
            && settings.StartupOptions?.EndsWith(option, StringComparison.Ordinal) != true
            && settings.StartupOptions?.Contains(option + " ", StringComparison.Ordinal) != true ? option : null;
}
