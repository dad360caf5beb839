using BackupTools.Abstractions;
using BackupTools.Engines.MySql.Connections;

namespace BackupTools.Engines.MySql.Wire;

/// <summary>
/// Logs in by this engine's own client, and out again, before the driver is let near a server. The driver's login knows no limit of
/// work, and gives the password as it is to a server of this machine that asks for it so; so it only sees servers that have behaved.
/// A server that remembers passwords has this one from then on.
/// </summary>
internal static class LoginProbe
{
    /// <summary>Tries the login.</summary>
    /// <returns>True where TLS was used, and so has to be by the driver.</returns>
    /// <exception cref="BackupException">Where it fails.</exception>
    public static async Task<bool> RunAsync(ServerSettings settings, CancellationToken cancellationToken)
    {
        using WireSession session = await WireSession.OpenAsync(settings, waits: false, cancellationToken);
        await session.QuitAsync();
        // Its slot must be free before the driver asks for one.
        await session.EndAsync();
        return session.IsEncrypted;
    }
}
