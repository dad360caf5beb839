using BackupTools.Abstractions;
using BackupTools.Archive;
using BackupTools.Backups;

namespace BackupTools.Jobs;

/// <summary>
/// Removes backups of one storage, and refuses where one that stays needs one that goes. The storage is listed once, so
/// that removing thousands stays fast.
/// </summary>
public sealed class RemoveJob
{
    private readonly IBackupStorage _storage;
    private readonly Dictionary<string, BackupInfo> _backups;

    private RemoveJob(IBackupStorage storage, IEnumerable<BackupInfo> backups)
    {
        _storage = storage;
        _backups = backups.ToDictionary(b => b.Name);
    }

    /// <summary>Lists the storage.</summary>
    /// <param name="components">The engines, storages and codecs.</param>
    /// <param name="storage">The storage.</param>
    /// <param name="cancellationToken">Stops the listing.</param>
    public static async Task<RemoveJob> OpenAsync(
        ComponentSet components, IBackupStorage storage, CancellationToken cancellationToken) =>
        new(storage, await BackupCatalog.ListAsync(components, storage, new BackupFilter(), null, cancellationToken));

    /// <summary>
    /// Removes backups, those that need others before what they need. One that fails is reported, and the others go on.
    /// </summary>
    /// <param name="components">The engines, storages and codecs.</param>
    /// <param name="archives">The archives, of any storages, with what is known of them.</param>
    /// <param name="onFailure">Called for each that was not removed.</param>
    /// <param name="cancellationToken">Stops before the next removal.</param>
    /// <param name="recording">Where the removals are written down; null for nowhere.</param>
    /// <returns>The backups that were removed.</returns>
    public static async Task<IReadOnlyList<BackupInfo>> RunAsync(
        ComponentSet components, IReadOnlyCollection<(ArchiveLocation Archive, BackupInfo Info)> archives, Action<BackupException> onFailure,
        CancellationToken cancellationToken, JobRecording? recording = null)
    {
        List<BackupInfo> removed = [];
        HashSet<string> ids = [.. archives.Select(a => a.Info.Id)];
        foreach (IGrouping<string, (ArchiveLocation Archive, BackupInfo Info)> storage in archives.GroupBy(a => a.Archive.Storage.Location))
        {
            if (await TryAsync(() => OpenAsync(components, storage.First().Archive.Storage, cancellationToken)) is not { } job)
                continue;

            // The newest first: what needs others goes before what it needs.
            foreach ((ArchiveLocation archive, BackupInfo info) in storage.OrderByDescending(a => a.Info.CreatedAtUtc))
            {
                HistoryEntry begun = RecordedJob.Begin(HistoryKind.Removal).About(info);
                if (await TryAsync(() => RecordedJob.RunAsync(
                    recording, begun, () => job.RemoveAsync(archive.Name, ids, cancellationToken), (entry, _) => entry)) is { } gone)
                    removed.Add(gone);
                else
                    ids.Remove(info.Id); // It stays, and with it what it needs.
            }
        }

        return removed;

        async Task<T?> TryAsync<T>(Func<Task<T>> work)
            where T : class
        {
            try
            {
                return await work();
            }
            catch (BackupException e)
            {
                onFailure(e);
                return null;
            }
        }
    }

    /// <summary>Removes one backup with what lies beside it.</summary>
    /// <param name="name">The archive's name.</param>
    /// <param name="alsoRemoving">The identities of other backups that are being removed with it, and so do not need it.</param>
    /// <param name="cancellationToken">Stops before the removal.</param>
    /// <returns>The backup that was removed.</returns>
    /// <exception cref="BackupException">
    /// <see cref="ErrorCode.ArchiveNotFound"/>; <see cref="ErrorCode.BackupNeeded"/>, naming the backups that need it;
    /// <see cref="ErrorCode.BackupLocked"/>.
    /// </exception>
    public async Task<BackupInfo> RemoveAsync(
        string name, IReadOnlySet<string> alsoRemoving, CancellationToken cancellationToken)
    {
        if (!_backups.TryGetValue(name, out BackupInfo? backup))
        {
            throw new BackupException(
                ErrorCode.ArchiveNotFound, $"'{_storage.Location}' has no backup '{name}' that can be read.",
                "List what it has; what cannot be read is removed only where that is asked for by its name.", name);
        }

        List<BackupInfo> dependents =
            [.. BackupCatalog.FindDependents(_backups.Values, backup.Id).Where(b => !alsoRemoving.Contains(b.Id))];
        if (dependents.Count > 0)
        {
            throw new BackupException(
                ErrorCode.BackupNeeded,
                $"'{name}' cannot be removed: {string.Join(", ", dependents.Select(d => $"'{d.Name}'"))} cannot be restored without it.",
                "Remove those first, or together with it.", name);
        }

        await LockedRemoval.RunAsync(_storage, name, backup.Encrypted, cancellationToken);
        _backups.Remove(name);
        WorkLog.Verbose($"Removed '{name}' from '{_storage.Location}'.");
        return backup;
    }

    /// <summary>
    /// Removes a file that has an archive's name and cannot be read as one, with its summary file. Whether another
    /// backup needs it nobody can know, and that one could not read it either.
    /// </summary>
    /// <param name="components">The engines, storages and codecs.</param>
    /// <param name="storage">The storage.</param>
    /// <param name="name">The file's name.</param>
    /// <param name="cancellationToken">Stops before the removal.</param>
    /// <param name="recording">Where the removal is written down; null for nowhere.</param>
    /// <returns>Why it cannot be read.</returns>
    /// <exception cref="BackupException">
    /// <see cref="ErrorCode.InvalidArgument"/> where the name is not an archive's, or the archive can be read;
    /// <see cref="ErrorCode.ArchiveNotFound"/>; <see cref="ErrorCode.BackupLocked"/>; any error that does not speak of the file itself.
    /// </exception>
    public static async Task<BackupException> RemoveUnreadableAsync(
        ComponentSet components, IBackupStorage storage, string name, CancellationToken cancellationToken, JobRecording? recording = null) =>
        await RecordedJob.RunAsync(
            recording, RecordedJob.Begin(HistoryKind.Removal) with { Path = storage.GetPath(name) },
            () => RemoveUnreadableAsync(components, storage, name, cancellationToken), (entry, reason) => entry with { Message = reason.Message });

    private static async Task<BackupException> RemoveUnreadableAsync(
        ComponentSet components, IBackupStorage storage, string name, CancellationToken cancellationToken)
    {
        RequireArchiveName(name);
        try
        {
            await BackupCatalog.ReadManifestAsync(components, storage, name, cancellationToken);
        }
        catch (BackupException e) when (IsUnreadable(e.Code))
        {
            await LockedRemoval.RunAsync(storage, name, mayHaveKeys: true, cancellationToken);
            return e;
        }

        throw new BackupException(
            ErrorCode.InvalidArgument, $"'{name}' can be read, and is removed only as the backup that it is.",
            "Remove it without force.", name);
    }

    /// <summary>Refuses a backup that is locked at this moment; a removal looks again.</summary>
    /// <param name="storage">The storage.</param>
    /// <param name="name">The archive's name.</param>
    /// <param name="cancellationToken">Stops the look.</param>
    /// <exception cref="BackupException"><see cref="ErrorCode.BackupLocked"/>.</exception>
    public static async Task RequireUnlockedAsync(IBackupStorage storage, string name, CancellationToken cancellationToken)
    {
        if (await LockFile.ReadAsync(storage, name, cancellationToken) is { IsRemoval: false } found)
            throw LockedRemoval.Refused(name, found);
    }

    /// <summary>Refuses a file that is not named as archives are: it is nobody's backup.</summary>
    /// <param name="name">The file's name.</param>
    /// <exception cref="BackupException"><see cref="ErrorCode.InvalidArgument"/>.</exception>
    public static void RequireArchiveName(string name)
    {
        if (!ArchiveName.IsArchive(name))
        {
            throw new BackupException(
                ErrorCode.InvalidArgument, $"'{name}' is not named as archives are (*{ArchiveName.ArchiveEnding}), and is left alone.",
                "Delete it by other means if it is in the way.", name);
        }
    }

    /// <summary>True for errors that say that a file is no archive, or a damaged one; not for one that a later version can read.</summary>
    /// <param name="code">The error's code.</param>
    public static bool IsUnreadable(ErrorCode code) => code is ErrorCode.ArchiveInvalid or ErrorCode.ArchiveDamaged;
}
