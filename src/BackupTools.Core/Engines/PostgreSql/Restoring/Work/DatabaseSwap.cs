using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Connections;
using BackupTools.Engines.PostgreSql.Inspection;
using BackupTools.Engines.PostgreSql.Restoring.Entries;
using BackupTools.Engines.PostgreSql.Restoring.Targets;
using BackupTools.Engines.PostgreSql.Sessions;
using BackupTools.Engines.PostgreSql.Text;
using BackupTools.Engines.PostgreSql.Wire;
using Npgsql;

namespace BackupTools.Engines.PostgreSql.Restoring.Work;

/// <summary>Gives a finished database its final name.</summary>
internal static class DatabaseSwap
{
    private const int MostQuestions = 10;

    /// <summary>Renames it; the name must be free.</summary>
    /// <param name="server">The server, with the name.</param>
    /// <param name="maintenance">A session in another database.</param>
    /// <param name="work">The finished database.</param>
    /// <param name="onPublished">Called when it has the name: from then on there is no way back.</param>
    /// <param name="cancellationToken">Stops it before.</param>
    /// <exception cref="BackupException"><see cref="ErrorCode.TargetExists"/> where somebody has taken the name meanwhile.</exception>
    public static async Task PublishAsync(
        TargetServer server, IBulkConnection maintenance, string work, Action onPublished, CancellationToken cancellationToken)
    {
        string target = server.Database;
        await maintenance.ExecuteAsync(DurableCommit.Begin, cancellationToken);
        try
        {
            await DecideAsync(server, work, onPublished, () => RenameAsync(maintenance, work, target));
        }
        catch (BackupException e) when (RestoreErrors.SqlStateOf(e) == SqlState.DuplicateDatabase)
        {
            throw new BackupException(
                ErrorCode.TargetExists, $"A database '{target}' was made by somebody else during the restore.",
                "Restore again and say what to do with it.", target, e.InnerException);
        }
    }

    /// <summary>
    /// Puts it in the place of another, in one transaction, and drops that. Nobody may be connected to the other one.
    /// </summary>
    /// <param name="server">The server, with the name of the one to replace.</param>
    /// <param name="maintenance">A session in another database; it is ended.</param>
    /// <param name="work">The finished database.</param>
    /// <param name="onPublished">Called when the names are swapped: from then on there is no way back.</param>
    /// <param name="cancellationToken">Stops it before the swap.</param>
    /// <exception cref="BackupException">
    /// <see cref="ErrorCode.TargetInUse"/> where somebody is; nothing was changed then.
    /// </exception>
    public static async Task ReplaceAsync(
        TargetServer server, IBulkConnection maintenance, string work, Action onPublished, CancellationToken cancellationToken)
    {
        string target = server.Database;
        string old = WorkDatabase.MakeName(target, "_replaced_", RestoreLock.EndOf(work));
        await using (maintenance)
        {
            try
            {
                await maintenance.ExecuteAsync(DurableCommit.Begin + "BEGIN", cancellationToken);
                await RenameAsync(maintenance, target, old);
                await RenameAsync(maintenance, work, target);
                await DecideAsync(server, work, onPublished, () => maintenance.ExecuteAsync("COMMIT", CancellationToken.None));
            }
            catch (BackupException e) when (RestoreErrors.SqlStateOf(e) == SqlState.ObjectInUse)
            {
                throw RestoreErrors.InUse(target, [e.InnerException!.Message]);
            }
        }

        if (!await WorkDatabase.DropAsync(server, old, isOurs: false))
        {
            throw new BackupException(
                ErrorCode.RestoreFailed,
                $"The restored database is in place as '{target}', but the one that it replaces could not be dropped and is there as '{old}'.",
                $"Drop it: DROP DATABASE {SqlText.Name(old)}.", target);
        }
    }

    /// <summary>Runs the statement that decides. Where its answer is lost, what has become of the database is asked for.</summary>
    private static async Task DecideAsync(TargetServer server, string work, Action onPublished, Func<Task> decide)
    {
        try
        {
            await decide();
        }
        catch (BackupException e) when (e.Code == ErrorCode.ConnectionLost)
        {
            bool? isPublished = await AskAsync(server, work);
            if (isPublished == false)
                throw;
            if (isPublished is null)
            {
                onPublished();
                throw new BackupException(
                    ErrorCode.ConnectionLost,
                    $"The connection was lost in the moment when the restored database was to get its name, and the server cannot be asked whether it is '{server.Database}' now or still '{work}'.",
                    "Look at the server's databases: the restored one is complete under either name.", server.Database, e.InnerException);
            }
        }

        onPublished();
    }

    /// <summary>True where the database has its final name, false where it still has the temporary one, null where the server does not answer.</summary>
    private static async Task<bool?> AskAsync(TargetServer server, string work)
    {
        for (int attempt = 1; attempt <= MostQuestions; attempt++)
        {
            try
            {
                await using NpgsqlConnection control = await server.OpenMaintenanceControlAsync(CancellationToken.None);
                string sql = $"SELECT datname::text AS name FROM pg_catalog.pg_database WHERE datname = {SqlText.Literal(work)}";
                return await PostgreSqlErrors.GuardAsync(
                    control, $"Looking for the database '{work}'",
                    async () => (await new CatalogSession(control).QueryAsync(sql, r => r.Text("name"), CancellationToken.None)).Count == 0);
            }
            catch (BackupException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200 * attempt), CancellationToken.None);
            }
        }

        return null;
    }

    private static Task RenameAsync(IBulkConnection maintenance, string from, string to) =>
        maintenance.ExecuteAsync($"ALTER DATABASE {SqlText.Name(from)} RENAME TO {SqlText.Name(to)}", CancellationToken.None);
}
