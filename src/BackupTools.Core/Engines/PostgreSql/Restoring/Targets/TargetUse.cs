using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Connections;
using BackupTools.Engines.PostgreSql.Restoring.Entries;
using BackupTools.Engines.PostgreSql.Sessions;
using Npgsql;

namespace BackupTools.Engines.PostgreSql.Restoring.Targets;

/// <summary>Holds that nobody uses a database that is to be replaced.</summary>
internal static class TargetUse
{
    private const int MostLooks = 20;

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(100);

    /// <summary>Looks.</summary>
    /// <exception cref="BackupException"><see cref="ErrorCode.TargetInUse"/>, naming who does.</exception>
    public static async Task CheckAsync(TargetServer server, CancellationToken cancellationToken)
    {
        string target = server.Database;
        await using NpgsqlConnection control = await server.OpenMaintenanceControlAsync(cancellationToken);
        for (int look = 1; ; look++)
        {
            IReadOnlyList<string> sessions = await PostgreSqlErrors.GuardAsync(
                control, $"Looking at the sessions of '{target}'",
                () => TargetInspection.FindSessionsAsync(new CatalogSession(control), target, cancellationToken), ErrorCode.RestoreFailed);
            if (sessions.Count == 0)
                return;
            if (look == MostLooks)
                throw RestoreErrors.InUse(target, sessions);
            // Our own session that looked into the database may not be gone yet.
            await Task.Delay(BetweenLooks, cancellationToken);
        }
    }
}
