using BackupTools.Abstractions;
using BackupTools.Backups;

namespace BackupTools.Jobs;

/// <summary>
/// What a schedule removes after a good backup. The one place where schedules remove anything: a richer policy takes its place here.
/// </summary>
internal static class ScheduledRetention
{
    /// <summary>Keeps the newest full backups of the database in one storage, those of other servers and databases apart, and removes the others.</summary>
    /// <param name="components">The engines, storages and codecs.</param>
    /// <param name="storage">The storage.</param>
    /// <param name="made">The backup that was just made, which is good, and always stays.</param>
    /// <param name="keepLast">How many stay; 0 for all.</param>
    /// <param name="onFailure">Called for each that could not be removed; the backup is none the worse for it.</param>
    /// <param name="cancellationToken">Stops before the next removal.</param>
    public static async Task ApplyAsync(
        ComponentSet components, IBackupStorage storage, BackupInfo made, int keepLast, Action<BackupException> onFailure,
        CancellationToken cancellationToken)
    {
        if (keepLast == 0)
            return;
        try
        {
            IReadOnlyList<BackupInfo> all = await BackupCatalog.ListAsync(components, storage, new BackupFilter(), null, cancellationToken);
            BackupInfo[] same = [.. all.Where(b => b.Type == made.Type && b.Engine == made.Engine && b.Database == made.Database
                && (b.ServerId ?? b.Server) == (made.ServerId ?? made.Server))];

            // Those that claim to be newer than what was just made are of a clock that went wrong: they do not push out anything.
            (ArchiveLocation, BackupInfo)[] old = [.. same.Where(b => b.CreatedAtUtc <= made.CreatedAtUtc && b.Name != made.Name)
                .OrderByDescending(b => b.CreatedAtUtc).ThenByDescending(b => b.Name, StringComparer.Ordinal)
                .Skip(keepLast - 1).Select(b => (new ArchiveLocation(storage, b.Name), b))];
            if (old.Length > 0)
                await RemoveJob.RunAsync(components, old, onFailure, cancellationToken);
        }
        catch (BackupException e)
        {
            onFailure(e);
        }
    }
}
