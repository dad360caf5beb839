using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Connections;
using BackupTools.Engines.PostgreSql.Wire;

namespace BackupTools.Engines.PostgreSql.Sessions;

/// <summary>Opens sessions for bulk data.</summary>
internal static class BulkConnections
{
    /// <summary>
    /// Opens a session by the engine's own client, or by the driver where the server asks for an authentication that
    /// only that one knows.
    /// </summary>
    /// <param name="settings">The settings, with one server: see <see cref="ServerSettings.At(Npgsql.NpgsqlConnection)"/>.</param>
    /// <param name="cancellationToken">Stops the attempt.</param>
    /// <param name="encoding">The <c>client_encoding</c>; null for the database's own, which spares every conversion.</param>
    /// <param name="waits">True for a session that receives rows: what it reads it waits for on the thread that reads.</param>
    /// <exception cref="BackupException">Where it cannot be opened.</exception>
    public static async Task<IBulkConnection> OpenAsync(
        ServerSettings settings, CancellationToken cancellationToken, string? encoding = null, bool waits = false)
    {
        ServerAddress address = settings.Addresses.Count == 1
            ? settings.Addresses[0]
            : throw new ArgumentException("Bulk data is of the server that the control connection has reached.", nameof(settings));
        try
        {
            return await FreeSlot.OpenAsync(
                () => WireConnection.OpenAsync(settings, address, cancellationToken, encoding, waits), cancellationToken);
        }
        catch (UnknownAuthenticationException)
        {
            return await FreeSlot.OpenAsync(
                () => NpgsqlBulkConnection.OpenAsync(settings, address, cancellationToken, encoding), cancellationToken);
        }
    }
}
