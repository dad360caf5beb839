using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Connections;
using BackupTools.Engines.PostgreSql.Sessions;
using Npgsql;

namespace BackupTools.Engines.PostgreSql.Inspection;

/// <summary>A session for questions, outside of any transaction.</summary>
internal static class OpenSession
{
    /// <summary>Opens a session, asks in it, and ends it.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="what">What is asked, without a full stop.</param>
    /// <param name="ask">The questions.</param>
    /// <param name="cancellationToken">Stops the asking.</param>
    public static async Task<T> RunAsync<T>(
        DbConnectionInfo connection, string what, Func<CatalogSession, Task<T>> ask, CancellationToken cancellationToken)
    {
        await using NpgsqlConnection opened = await ControlConnection.OpenAsync(connection, cancellationToken);
        return await PostgreSqlErrors.GuardAsync(
            opened,
            what,
            async () =>
            {
                CatalogSession session = new(opened);
                long limit = Math.Clamp((long)connection.LockTimeout.TotalMilliseconds, 1, int.MaxValue);
                await session.ExecuteAsync(FormattableString.Invariant($"SET lock_timeout = {limit}"), cancellationToken);
                return await ask(session);
            });
    }
}
