using BackupTools.Abstractions;

namespace BackupTools.Backups;

/// <summary>Which backups of a listing are wanted; every condition that is set must hold.</summary>
public sealed record BackupFilter
{
    /// <summary>Names of databases, with wildcards, regardless of case; empty for all.</summary>
    public IReadOnlyList<string> Databases { get; init; } = [];

    /// <summary>Permanent names of engines; empty for all.</summary>
    public IReadOnlyList<string> Engines { get; init; } = [];

    /// <summary>Types; empty for all.</summary>
    public IReadOnlyList<BackupType> Types { get; init; } = [];

    /// <summary>Identities, or unambiguous beginnings of identities; empty for all.</summary>
    public IReadOnlyList<string> Ids { get; init; } = [];

    /// <summary>Only backups of this moment or later, UTC.</summary>
    public DateTime? After { get; init; }

    /// <summary>Only backups of this moment or earlier, UTC.</summary>
    public DateTime? Before { get; init; }

    /// <summary>Only so many of the oldest.</summary>
    public int? First { get; init; }

    /// <summary>Only so many of the newest.</summary>
    public int? Last { get; init; }

    /// <summary>True for the newest full backup of each database of each server.</summary>
    public bool Latest { get; init; }

    private bool HasConditions =>
        Databases.Count + Engines.Count + Types.Count + Ids.Count > 0 || Latest;

    /// <summary>Refuses conditions that nothing can meet.</summary>
    /// <exception cref="BackupException"><see cref="ErrorCode.InvalidArgument"/>.</exception>
    public void Validate()
    {
        if (First < 0 || Last < 0)
            throw Refused("The number of backups to list is negative.", "Give 0 or more.");
        if (After is { } after && Before is { } before && ToUtc(after) > ToUtc(before))
            throw Refused("No backup is both after the one moment and before the other: After is later than Before.", "Exchange the two.");
        if (Latest && (First is not null || Last is not null))
            throw Refused("Latest means one backup for each database, and cannot be combined with a number.", "Leave out First and Last.");
        if (Latest && Types.Count > 0 && !Types.Contains(BackupType.Full))
            throw Refused("Latest means full backups, and another type is asked for.", "Leave out the type, or take the last of that type.");
    }

    /// <summary>The backups that meet every condition, oldest first.</summary>
    /// <param name="backups">The backups that there are.</param>
    /// <exception cref="BackupException"><see cref="ErrorCode.InvalidArgument"/> where the beginning of an identity fits several.</exception>
    public IReadOnlyList<BackupInfo> Apply(IEnumerable<BackupInfo> backups)
    {
        List<BackupInfo> all = backups.OrderBy(b => b.CreatedAtUtc).ThenBy(b => b.Name, StringComparer.Ordinal).ToList();
        foreach (string id in Ids)
            RefuseAmbiguous(id, all);

        List<BackupInfo> matching = all.Where(Matches).ToList();
        if (Latest)
            return LatestBackups.Of(matching);
        int from = Math.Max(0, matching.Count - (Last ?? matching.Count));
        int to = Math.Min(matching.Count, First ?? matching.Count);
        return from < to ? matching.GetRange(from, to - from) : [];
    }

    /// <summary>
    /// What of the conditions no backup meets, one sentence each: a name that is misspelt must not pass for a database
    /// that has no backups. Where each is met by some backup and all together by none, that is said. That there is none of
    /// a time is no miss: whoever removes what is old does not want to hear that nothing is.
    /// </summary>
    /// <param name="backups">The backups that there are.</param>
    public IReadOnlyList<string> FindMisses(IReadOnlyCollection<BackupInfo> backups)
    {
        List<string> misses = [];
        foreach (string database in Databases.Where(d => !backups.Any(b => IsDatabase(b, d))))
        {
            string remedy = NameSuggestions.Remedy(
                database, backups.Select(b => b.Database).Order(StringComparer.Ordinal), "There are no backups at all.");
            misses.Add($"There is no backup of a database '{database}'. {remedy}");
        }

        misses.AddRange(Engines.Where(e => !backups.Any(b => IsEngine(b, e))).Select(e => $"There is no backup of the engine '{e}'."));
        misses.AddRange(Types.Where(t => !backups.Any(b => b.Type == t.ToString())).Select(t => $"There is no backup of the type {t}."));
        misses.AddRange(Ids.Where(id => !backups.Any(b => HasId(b, id))).Select(id => $"There is no backup whose identity begins with '{id}'."));
        if (misses.Count == 0 && HasConditions && !backups.Any(b => IsAskedFor(b) && (!Latest || b.IsFull)))
            misses.Add(backups.Count == 0 ? "There are no backups at all." : "No backup meets all of the conditions.");
        return misses;
    }

    private bool Matches(BackupInfo backup) =>
        IsAskedFor(backup)
        && (After is not { } after || backup.CreatedAtUtc >= ToUtc(after))
        && (Before is not { } before || backup.CreatedAtUtc <= ToUtc(before));

    /// <summary>True where every condition but the times is met.</summary>
    private bool IsAskedFor(BackupInfo backup) =>
        (Databases.Count == 0 || Databases.Any(d => IsDatabase(backup, d)))
        && (Engines.Count == 0 || Engines.Any(e => IsEngine(backup, e)))
        && (Types.Count == 0 || Types.Any(t => backup.Type == t.ToString()))
        && (Ids.Count == 0 || Ids.Any(id => HasId(backup, id)));

    private static bool IsDatabase(BackupInfo backup, string pattern) =>
        pattern.Equals(backup.Database, StringComparison.OrdinalIgnoreCase)
        || NamePattern.IsMatch(pattern, backup.Database, ignoreCase: true);

    private static bool IsEngine(BackupInfo backup, string engine) => engine.Equals(backup.Engine, StringComparison.OrdinalIgnoreCase);

    private static void RefuseAmbiguous(string id, List<BackupInfo> backups)
    {
        List<string> fitting = backups.Where(b => HasId(b, id)).Select(b => b.Id).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        if (fitting.Count > 1 && !fitting.Contains(id, StringComparer.OrdinalIgnoreCase))
        {
            throw new BackupException(
                ErrorCode.InvalidArgument,
                $"'{id}' is the beginning of {fitting.Count} identities: {string.Join(", ", fitting.Take(5))}{(fitting.Count > 5 ? " …" : "")}.",
                "Give more digits.", id);
        }
    }

    private static bool HasId(BackupInfo backup, string id) => backup.Id.StartsWith(id, StringComparison.OrdinalIgnoreCase);

    private static DateTime ToUtc(DateTime time) => time.Kind == DateTimeKind.Local ? time.ToUniversalTime() : time;

    private static BackupException Refused(string what, string remedy) => new(ErrorCode.InvalidArgument, what, remedy);
}
