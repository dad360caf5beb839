using System.Diagnostics;
using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Connections;
using Npgsql;

namespace BackupTools.Engines.PostgreSql.Sessions;

/// <summary>Opens connections for everything but the bulk data.</summary>
internal static class ControlConnection
{
    /// <summary>Opens a connection, unpooled, with the settings that fix how values are written.</summary>
    /// <exception cref="BackupException">Where it cannot be opened.</exception>
    public static Task<NpgsqlConnection> OpenAsync(DbConnectionInfo info, CancellationToken cancellationToken) =>
        OpenAsync(ServerSettings.Resolve(info), cancellationToken);

    /// <summary>Opens a connection to the first of the servers that answers and is of the wanted kind.</summary>
    /// <exception cref="BackupException">Where it cannot be opened: the error of the last server.</exception>
    public static async Task<NpgsqlConnection> OpenAsync(ServerSettings settings, CancellationToken cancellationToken)
    {
        BackupException? last = null;
        string[] wishes = settings.TargetSession == "prefer-standby" ? ["standby", "any"] : [settings.TargetSession];
        foreach (string wish in wishes)
        {
            foreach (ServerAddress address in settings.Addresses)
            {
                try
                {
                    return await LimitedStart.OpenAsync(settings, s => OpenOneAsync(s, address, wish, cancellationToken));
                }
                catch (BackupException e)
                {
                    WorkLog.Verbose(e.Message);
                    last = e;
                }
            }
        }

        throw last!;
    }

    private static async Task<NpgsqlConnection> OpenOneAsync(
        ServerSettings settings, ServerAddress address, string wish, CancellationToken cancellationToken)
    {
        long started = Stopwatch.GetTimestamp();
        SessionContext session = SessionContext.ConnectingTo(settings, address);
        // What the catalogs of a database without an encoding say need not be valid in any; CatalogSession makes text of it.
        NpgsqlConnection connection = await FreeSlot.OpenAsync(
            () => NpgsqlSession.OpenSuitedAsync(settings, address, cancellationToken), cancellationToken);
        try
        {
            await ExecuteAsync(connection, SessionDefaults.Statements(connection.PostgreSqlVersion.Major), cancellationToken);
            if (wish != "any" && !await IsAsync(connection, wish, cancellationToken))
            {
                throw new BackupException(
                    ErrorCode.ServerUnreachable, $"The PostgreSQL server {address} is not {wish}, which target_session_attrs asks for.",
                    "Name another server, or another kind.", address.ToString());
            }

            WorkLog.Verbose(
                $"Connected to {address} as '{settings.UserName}' to the database '{settings.Database}', PostgreSQL {connection.PostgreSqlVersion}, in {Figures.Duration(Stopwatch.GetElapsedTime(started))}.");
            return connection;
        }
        catch (Exception e)
        {
            await connection.DisposeAsync();
            if (PostgreSqlErrors.IsDriver(e))
                throw PostgreSqlErrors.Translate(e, session, "Preparing the session");
            throw;
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = new(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<bool> IsAsync(NpgsqlConnection connection, string wish, CancellationToken cancellationToken)
    {
        string sql = wish is "read-write" or "read-only"
            ? "SELECT pg_catalog.current_setting('transaction_read_only') = 'on'"
            : "SELECT pg_catalog.pg_is_in_recovery()";
        await using NpgsqlCommand command = new(sql, connection);
        bool isPassive = (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
        return isPassive == (wish is "read-only" or "standby");
    }
}
