using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Connections;

namespace BackupTools.Engines.PostgreSql.Wire;

/// <summary>
/// Logs in by this engine's own client, and out again, before the driver is let near a server. The driver's login
/// knows no limit of work, answers whatever it is asked, and cannot be stopped; so it only sees servers that have behaved, and may do
/// only what was done here.
/// </summary>
internal static class LoginProbe
{
    /// <summary>Tries the login.</summary>
    /// <returns>How it went; null where the server asks for an authentication that only the driver knows.</returns>
    /// <exception cref="BackupException">Where it fails.</exception>
    public static async Task<LoginFacts?> RunAsync(ServerSettings settings, ServerAddress address, CancellationToken cancellationToken)
    {
        try
        {
            using WireSession session = await WireSession.OpenAsync(settings, address, waits: false, cancellationToken);
            await session.TerminateAsync();
            // Its slot must be free before the driver asks for one.
            await session.EndAsync();
            return new LoginFacts(session.Method, session.IsEncrypted);
        }
        catch (UnknownAuthenticationException)
        {
            return null;
        }
    }
}

/// <summary>How a login went.</summary>
/// <param name="Method">The method, as <c>require_auth</c> names it.</param>
/// <param name="IsEncrypted">True where TLS was used.</param>
internal sealed record LoginFacts(string Method, bool IsEncrypted);
