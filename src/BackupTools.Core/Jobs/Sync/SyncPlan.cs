using BackupTools.Abstractions;
using BackupTools.Backups;

namespace BackupTools.Jobs;

/// <summary>What a second place lacks, and what it has beyond the first.</summary>
public sealed record SyncPlan
{
    /// <summary>The backups to copy, those that others need before them.</summary>
    public required IReadOnlyList<BackupInfo> Missing { get; init; }

    /// <summary>The backups that both have, and to which recipients were added in the first place that the second does not know.</summary>
    public required IReadOnlyList<BackupInfo> Behind { get; init; }

    /// <summary>The backups of the second place that the first does not have, or has no longer.</summary>
    public required IReadOnlyList<BackupInfo> Surplus { get; init; }

    /// <summary>How many backups both have.</summary>
    public required int Present { get; init; }

    /// <summary>True where the first place has no backup at all, of whatever database: it may be the wrong one, or have been lost.</summary>
    public required bool IsSourceEmpty { get; init; }

    /// <summary>What could not be listed, in either place.</summary>
    public required IReadOnlyList<BackupException> Unreadable { get; init; }

    /// <summary>Compares two storages. Both are listed, and nothing is changed.</summary>
    /// <param name="components">The engines, storages and codecs.</param>
    /// <param name="source">The first place.</param>
    /// <param name="destination">The second place; one that does not exist yet has nothing.</param>
    /// <param name="filter">Which backups are meant.</param>
    /// <param name="cancellationToken">Stops the listing.</param>
    /// <exception cref="BackupException">Where one of them cannot be listed.</exception>
    public static async Task<SyncPlan> MakeAsync(
        ComponentSet components, IBackupStorage source, IBackupStorage destination, BackupFilter filter, CancellationToken cancellationToken)
    {
        List<BackupException> unreadable = [];
        IReadOnlyList<BackupInfo> all = await BackupCatalog.ListAsync(components, source, new BackupFilter(), unreadable.Add, cancellationToken);
        IReadOnlyList<BackupInfo> there = await ListDestinationAsync(components, destination, unreadable.Add, cancellationToken);
        ILookup<string, BackupInfo> thereById = there.ToLookup(b => b.Id);
        HashSet<string> thereIds = [.. there.Select(b => b.Id)], allIds = [.. all.Select(b => b.Id)];
        List<BackupInfo> wanted = WithNeeded(filter.Apply(all), all);
        return new SyncPlan
        {
            Missing = [.. wanted.Where(b => !thereIds.Contains(b.Id))],
            Behind = [.. wanted.Where(b => thereById.Contains(b.Id) && b.AddedKeys.Except(thereById[b.Id].First().AddedKeys).Any())],
            // What could not be read at the source may be one of these.
            Surplus = unreadable.Count > 0 ? [] : [.. filter.Apply(there).Where(b => !allIds.Contains(b.Id))],
            Present = wanted.Count(b => thereIds.Contains(b.Id)),
            IsSourceEmpty = all.Count == 0,
            Unreadable = unreadable,
        };
    }

    private static async Task<IReadOnlyList<BackupInfo>> ListDestinationAsync(
        ComponentSet components, IBackupStorage destination, Action<BackupException> onUnreadable, CancellationToken cancellationToken)
    {
        try
        {
            return await BackupCatalog.ListAsync(components, destination, new BackupFilter(), onUnreadable, cancellationToken);
        }
        catch (BackupException e) when (e.Code == ErrorCode.StorageNotFound)
        {
            return [];
        }
    }

    /// <summary>The backups with those that they need, each after what it needs.</summary>
    private static List<BackupInfo> WithNeeded(IReadOnlyList<BackupInfo> chosen, IReadOnlyList<BackupInfo> all)
    {
        Dictionary<string, BackupInfo> byId = [];
        foreach (BackupInfo backup in all)
            byId.TryAdd(backup.Id, backup);
        List<BackupInfo> ordered = [];
        HashSet<string> seen = [];
        foreach (BackupInfo backup in chosen.OrderBy(b => b.CreatedAtUtc))
            Add(backup);
        return ordered;

        void Add(BackupInfo backup)
        {
            if (!seen.Add(backup.Id))
                return;
            foreach (string id in backup.References)
            {
                if (byId.TryGetValue(id, out BackupInfo? needed))
                    Add(needed);
            }

            ordered.Add(backup);
        }
    }
}
