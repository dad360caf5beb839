using System.Diagnostics;
using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Catalog;
using BackupTools.Engines.PostgreSql.Connections;
using BackupTools.Engines.PostgreSql.Sessions;
using BackupTools.Engines.Shared;
using Npgsql;

namespace BackupTools.Engines.PostgreSql.Inspection;

/// <summary>Tries a connection, and looks for what a backup with it would lack.</summary>
internal static class ConnectionTest
{
    /// <summary>Tries it; a failure is in the report.</summary>
    public static async Task<ConnectionReport> RunAsync(DbConnectionInfo connection, CancellationToken cancellationToken)
    {
        long started = Stopwatch.GetTimestamp();
        try
        {
            DbConnectionInfo named = SettingsResolver.NameDatabase(connection, new SystemSettings());
            await using NpgsqlConnection opened = await OpenAsync(named, cancellationToken);
            CatalogSession session = new(opened);
            return await PostgreSqlErrors.GuardAsync(
                opened,
                "Testing the connection",
                async () =>
                {
                    SessionFacts facts = await SessionFacts.ReadAsync(session, cancellationToken);
                    TimeSpan latency = Stopwatch.GetElapsedTime(started);
                    IReadOnlyList<string> obstacles = await BackupObstacles.FindAsync(session, cancellationToken);
                    return new ConnectionReport(
                        connection, obstacles.Count == 0 && facts.FreeConnections > 0, facts.ServerVersion, latency,
                        [.. obstacles, .. await CatalogFindings.ReadAsync(session, cancellationToken), .. facts.Findings(connection),
                            .. (await Leftovers.FindAsync(session, cancellationToken)).Select(l => l.Sentence)]);
                });
        }
        catch (BackupException e)
        {
            return new ConnectionReport(connection, false, null, Stopwatch.GetElapsedTime(started), [e.Message]) { Error = e };
        }
    }

    /// <summary>A connection to a server, which names no database, is not one to a database named as its user.</summary>
    private static Task<NpgsqlConnection> OpenAsync(DbConnectionInfo connection, CancellationToken cancellationToken) =>
        connection.Database is not null
            ? ControlConnection.OpenAsync(connection, cancellationToken)
            : MaintenanceDatabases.TryAsync(database => ControlConnection.OpenAsync(connection with { Database = database }, cancellationToken));
}
