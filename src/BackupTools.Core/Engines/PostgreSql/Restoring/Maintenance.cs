using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Connections;
using BackupTools.Engines.PostgreSql.Wire;
using Npgsql;

namespace BackupTools.Engines.PostgreSql.Restoring;

/// <summary>
/// Connects to a database of the server that is there whatever becomes of the target: <c>postgres</c>, or
/// <c>template1</c> where there is none or it is the target itself, and the target where neither can be had.
/// </summary>
internal static class Maintenance
{
    /// <summary>Opens a connection for questions.</summary>
    public static Task<NpgsqlConnection> OpenControlAsync(DbConnectionInfo server, string target, CancellationToken cancellationToken) =>
        OpenAsync(server, target, ControlConnection.OpenAsync, cancellationToken);

    /// <summary>Opens a connection for statements.</summary>
    public static Task<IBulkConnection> OpenAsync(DbConnectionInfo server, string target, CancellationToken cancellationToken) =>
        OpenAsync(server, target, BulkConnections.OpenAsync, cancellationToken);

    private static async Task<T> OpenAsync<T>(
        DbConnectionInfo server, string target, Func<DbConnectionInfo, CancellationToken, Task<T>> open, CancellationToken cancellationToken)
    {
        BackupException? first = null;
        string[] candidates = ["postgres", "template1"];
        foreach (string database in candidates.Where(d => d != target).Append(target))
        {
            try
            {
                return await open(server with { Database = database }, cancellationToken);
            }
            catch (BackupException e) when (e.Code is ErrorCode.DatabaseNotFound or ErrorCode.DatabaseAccessDenied)
            {
                first ??= e;
            }
        }

        throw first!;
    }
}
