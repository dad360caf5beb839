using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Connections;
using BackupTools.Engines.PostgreSql.Wire;

namespace BackupTools.Engines.PostgreSql.Restoring;

/// <summary>Gives a finished database its final name.</summary>
internal static class DatabaseSwap
{
    /// <summary>Renames it; the name must be free.</summary>
    /// <exception cref="BackupException"><see cref="ErrorCode.TargetExists"/> where somebody has taken the name meanwhile.</exception>
    public static async Task PublishAsync(TargetServer server, string work, CancellationToken cancellationToken)
    {
        string target = server.Database;
        await using IBulkConnection maintenance = await server.OpenMaintenanceAsync(cancellationToken);
        try
        {
            await RenameAsync(maintenance, work, target);
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
    /// <param name="work">The finished database.</param>
    /// <param name="onPublished">Called when the names are swapped: from then on there is no way back.</param>
    /// <param name="cancellationToken">Stops it before the swap.</param>
    /// <exception cref="BackupException">
    /// <see cref="ErrorCode.TargetInUse"/> where somebody is; nothing was changed then.
    /// </exception>
    public static async Task ReplaceAsync(
        TargetServer server, string work, Action onPublished, CancellationToken cancellationToken)
    {
        string target = server.Database;
        string old = WorkDatabase.MakeName(target, "_replaced_");
        await using (IBulkConnection maintenance = await server.OpenMaintenanceAsync(cancellationToken))
        {
            try
            {
                await maintenance.ExecuteAsync("BEGIN", cancellationToken);
                await RenameAsync(maintenance, target, old);
                await RenameAsync(maintenance, work, target);
                await maintenance.ExecuteAsync("COMMIT", CancellationToken.None);
            }
            catch (BackupException e) when (RestoreErrors.SqlStateOf(e) == SqlState.ObjectInUse)
            {
                throw RestoreErrors.InUse(target, [e.InnerException!.Message]);
            }
        }

        onPublished();
        if (!await WorkDatabase.DropAsync(server, old, isOurs: false))
        {
            throw new BackupException(
                ErrorCode.RestoreFailed,
                $"The restored database is in place as '{target}', but the one that it replaces could not be dropped and is there as '{old}'.",
                $"Drop it: DROP DATABASE {SqlText.Name(old)}.", target);
        }
    }

    private static Task RenameAsync(IBulkConnection maintenance, string from, string to) =>
        maintenance.ExecuteAsync($"ALTER DATABASE {SqlText.Name(from)} RENAME TO {SqlText.Name(to)}", CancellationToken.None);
}
