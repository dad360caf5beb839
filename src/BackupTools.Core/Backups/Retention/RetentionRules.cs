using BackupTools.Abstractions;

namespace BackupTools.Backups;

/// <summary>
/// Decides which backups of a storage stay. It is a pure function: nothing is read or changed, and the order of the backups
/// plays no part.
/// </summary>
/// <remarks>
/// The rules look at the backups of one database of one server, and there at those of one kind, type and selection: a
/// table's backup never takes the place of the whole database's. Copies of an archive are one. Whatever no rule keeps stays
/// all the same where it is the last good full backup, is locked, is needed by one that stays, or has a date that cannot be true;
/// the latter does not count, either.
/// </remarks>
public static class RetentionRules
{
    /// <summary>Decides for every backup.</summary>
    /// <param name="backups">The backups of one storage.</param>
    /// <param name="policy">The policy.</param>
    /// <param name="nowUtc">The present moment, UTC.</param>
    /// <returns>One decision for each backup, oldest first.</returns>
    public static IReadOnlyList<RetentionDecision> Decide(IReadOnlyCollection<BackupInfo> backups, RetentionPolicy policy, DateTime nowUtc) =>
        Decide(backups, policy, new RetentionContext { NowUtc = nowUtc });

    /// <summary>Decides for every backup that is in the scope.</summary>
    /// <param name="backups">All backups of one storage, also those that are not in the scope.</param>
    /// <param name="policy">The policy.</param>
    /// <param name="context">When, for which backups, and what is known of them.</param>
    /// <returns>One decision for each backup in the scope, oldest first.</returns>
    public static IReadOnlyList<RetentionDecision> Decide(
        IReadOnlyCollection<BackupInfo> backups, RetentionPolicy policy, RetentionContext context)
    {
        policy.Validate();
        List<RetainedArchive> archives = [.. backups
            .OrderBy(b => b.CreatedAtUtc).ThenBy(b => b.Name, StringComparer.Ordinal)
            .GroupBy(b => b.Id, StringComparer.OrdinalIgnoreCase)
            .Select(copies => new RetainedArchive([.. copies], context.IsInScope))];
        Dictionary<BackupInfo, RetainedArchive> byInfo = new(archives.Select(a => KeyValuePair.Create(a.Info, a)), ReferenceEqualityComparer.Instance);

        foreach (DatabaseGroup database in DatabaseGroups.Of([.. archives.Select(a => a.Info)]))
        {
            foreach (IGrouping<(string, string), RetainedArchive> kind in database.Backups.Select(b => byInfo[b]).Where(a => a.IsInScope).GroupBy(a => a.Kind))
                new RetentionOfKind([.. kind], policy, context).Decide();
        }

        KeepWhatIsNeeded(archives);
        return [.. archives.Where(a => a.IsInScope).SelectMany(a => a.ToDecisions()).OrderBy(d => d.Backup.CreatedAtUtc).ThenBy(d => d.Backup.Name, StringComparer.Ordinal)];
    }

    /// <summary>Also what the needed ones need.</summary>
    private static void KeepWhatIsNeeded(List<RetainedArchive> archives)
    {
        Dictionary<string, RetainedArchive> byId = archives.ToDictionary(a => a.Info.Id, StringComparer.OrdinalIgnoreCase);
        HashSet<RetainedArchive> seen = [];
        Queue<RetainedArchive> kept = new(archives.Where(a => a.Keeps));
        while (kept.TryDequeue(out RetainedArchive? archive))
        {
            if (!seen.Add(archive))
                continue;
            foreach (string id in archive.Copies.SelectMany(c => c.References).Distinct(StringComparer.OrdinalIgnoreCase))
            {
                if (!byId.TryGetValue(id, out RetainedArchive? needed) || needed == archive)
                    continue;
                needed.Keep($"'{archive.Info.Name}' needs it");
                kept.Enqueue(needed);
            }
        }
    }
}
