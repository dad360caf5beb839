using BackupTools.Abstractions;
using BackupTools.Backups;

namespace BackupTools.Jobs;

/// <summary>Applies a retention policy to a storage: decides what stays, and removes the rest by <see cref="RemoveJob"/>.</summary>
public static class RetentionJob
{
    /// <summary>Decides, and changes nothing.</summary>
    /// <param name="components">The engines, storages and codecs.</param>
    /// <param name="options">The storage, the policy and the scope.</param>
    /// <param name="onUnreadable">Called for every archive that is damaged or none; it plays no part.</param>
    /// <param name="cancellationToken">Stops the listing.</param>
    /// <returns>One decision for each backup in the scope, oldest first.</returns>
    /// <exception cref="BackupException">
    /// <see cref="ErrorCode.RetentionUncertain"/> where an archive cannot be read though it may be good: nobody knows which
    /// others it needs.
    /// </exception>
    public static async Task<IReadOnlyList<RetentionDecision>> PlanAsync(
        ComponentSet components, RetentionJobOptions options, Action<BackupException>? onUnreadable, CancellationToken cancellationToken)
    {
        options.Policy.Validate();
        List<BackupException> unreadable = [];
        IReadOnlyList<BackupInfo> backups = await BackupCatalog.ListAsync(components, options.Storage, new BackupFilter(), unreadable.Add, cancellationToken);
        if (unreadable.FirstOrDefault(e => !RemoveJob.IsUnreadable(e.Code)) is { } unknown)
        {
            throw new BackupException(
                ErrorCode.RetentionUncertain,
                $"Nothing is removed from '{options.Storage.Location}', because it has archives that cannot be read, and nobody knows what they need: {unknown.Message}",
                "Mend that, or remove the archive by its name.", options.Storage.Location, unknown);
        }

        unreadable.ForEach(e => onUnreadable?.Invoke(e));
        return RetentionRules.Decide(backups, options.Policy, new RetentionContext
        {
            NowUtc = options.Time.GetUtcNow().UtcDateTime,
            IsInScope = RetentionScope.Of(backups, options),
            JustMade = options.JustMade,
            Failed = options.Failed,
        });
    }

    /// <summary>Removes what is to go. One that fails is reported, and the others go on.</summary>
    /// <param name="components">The engines, storages and codecs.</param>
    /// <param name="storage">The storage.</param>
    /// <param name="decisions">The decisions; those that keep a backup are passed over.</param>
    /// <param name="onFailure">Called for each that was not removed.</param>
    /// <param name="cancellationToken">Stops before the next removal.</param>
    /// <param name="recording">Where the removals are written down; null for nowhere.</param>
    /// <returns>The same decisions, with what was removed.</returns>
    public static async Task<IReadOnlyList<RetentionDecision>> ApplyAsync(
        ComponentSet components, IBackupStorage storage, IReadOnlyList<RetentionDecision> decisions, Action<BackupException> onFailure,
        CancellationToken cancellationToken, JobRecording? recording = null)
    {
        (ArchiveLocation, BackupInfo)[] going = [.. decisions.Where(d => !d.Keep).Select(d => (new ArchiveLocation(storage, d.Backup.Name), d.Backup))];
        if (going.Length == 0)
            return decisions;
        HashSet<string> removed = [.. (await RemoveJob.RunAsync(components, going, onFailure, cancellationToken, recording)).Select(b => b.Name)];
        return [.. decisions.Select(d => d with { Removed = !d.Keep && removed.Contains(d.Backup.Name) })];
    }
}
