using BackupTools.Engines.PostgreSql.Connections;
using BackupTools.Engines.PostgreSql.Schema.Scripts;
using BackupTools.Engines.PostgreSql.Text;
using BackupTools.Engines.PostgreSql.Wire;

namespace BackupTools.Engines.PostgreSql.Restoring.Targets;

/// <summary>Opens sessions in the database that is being restored.</summary>
internal static class WorkSession
{
    /// <summary>What an index build may use before it spills to disk, where the server's own setting is lower.</summary>
    private const string MaintenanceMemory =
        "SELECT pg_catalog.set_config('maintenance_work_mem', '256MB', false) FROM pg_catalog.pg_settings s "
        + "WHERE s.name = 'maintenance_work_mem' AND s.setting::bigint < 262144;";

    /// <summary>Whoever restores waits for the end anyway; a crash before it means another restore.</summary>
    private const string Unhurried = "SET synchronous_commit = off;";

    /// <summary>Opens a session that runs the archive's statements.</summary>
    /// <param name="server">The server.</param>
    /// <param name="database">The database.</param>
    /// <param name="encoding">The encoding of the archive's rows: without one, the statements' bytes are not to be converted either.</param>
    /// <param name="cancellationToken">Stops the opening.</param>
    public static Task<IBulkConnection> OpenForStatementsAsync(
        TargetServer server, string database, string encoding, CancellationToken cancellationToken) =>
        OpenAsync(server, database, ServerEncodings.IsUnicode(encoding) ? encoding : "UTF8", cancellationToken);

    /// <summary>Opens a session that loads rows.</summary>
    /// <param name="server">The server.</param>
    /// <param name="database">The database.</param>
    /// <param name="encoding">The encoding of the rows.</param>
    /// <param name="cancellationToken">Stops the opening.</param>
    public static Task<IBulkConnection> OpenForRowsAsync(
        TargetServer server, string database, string encoding, CancellationToken cancellationToken) =>
        OpenAsync(server, database, encoding, cancellationToken);

    private static async Task<IBulkConnection> OpenAsync(
        TargetServer server, string database, string encoding, CancellationToken cancellationToken)
    {
        IBulkConnection connection = await server.OpenAsync(database, encoding, cancellationToken);
        try
        {
            await connection.ExecuteAsync($"{SchemaScripts.Prelude}{Unhurried}{MaintenanceMemory}SET client_encoding = {SqlText.Literal(encoding)};", cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }
}
