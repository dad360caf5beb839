using System.IO.Enumeration;
using BackupTools.Abstractions;

namespace BackupTools.Catalog;

/// <summary>Which backups of a listing are wanted; every condition that is set must hold.</summary>
public sealed record BackupFilter
{
    /// <summary>Names of databases, with the wildcards <c>*</c> and <c>?</c>, regardless of case; empty for all.</summary>
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

    /// <summary>Refuses conditions that nothing can meet.</summary>
    internal void Validate()
    {
        if (First < 0 || Last < 0)
        {
            throw new BackupException(
                ErrorCode.InvalidArgument, "The number of backups to list is negative.", "Give 0 or more.");
        }
    }

    /// <summary>The backups that meet every condition, oldest first.</summary>
    /// <exception cref="BackupException"><see cref="ErrorCode.InvalidArgument"/> where the beginning of an identity fits several.</exception>
    internal IReadOnlyList<BackupInfo> Apply(IEnumerable<BackupInfo> backups)
    {
        List<BackupInfo> all = backups.OrderBy(b => b.CreatedAtUtc).ThenBy(b => b.Name, StringComparer.Ordinal).ToList();
        foreach (string id in Ids)
            RefuseAmbiguous(id, all);

        List<BackupInfo> matching = all.Where(Matches).ToList();
        int from = Math.Max(0, matching.Count - (Last ?? matching.Count));
        int to = Math.Min(matching.Count, First ?? matching.Count);
        return from < to ? matching.GetRange(from, to - from) : [];
    }

    private bool Matches(BackupInfo backup) =>
        (Databases.Count == 0 || Databases.Any(d => FileSystemName.MatchesSimpleExpression(d, backup.Database)))
        && (Engines.Count == 0 || Engines.Contains(backup.Engine, StringComparer.OrdinalIgnoreCase))
        && (Types.Count == 0 || Types.Contains(backup.Type))
        && (Ids.Count == 0 || Ids.Any(id => HasId(backup, id)))
        && (After is not { } after || backup.CreatedAtUtc >= ToUtc(after))
        && (Before is not { } before || backup.CreatedAtUtc <= ToUtc(before));

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
}
