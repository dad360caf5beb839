using BackupTools.Abstractions;

namespace BackupTools.Backups;

/// <summary>What the history knows of backups.</summary>
public static class HistoryFacts
{
    /// <summary>The paths of archives that did not pass their last test. A test that could not be made says nothing.</summary>
    /// <param name="entries">The entries, in the order in which they ended.</param>
    public static IReadOnlySet<string> FindFailed(IEnumerable<HistoryEntry> entries)
    {
        HashSet<string> failed = new(StringComparer.Ordinal);
        foreach (HistoryEntry test in entries.Where(e => e.Is(HistoryKind.Test) && e.Path is not null))
        {
            if (test.Succeeded)
                failed.Remove(test.Path!);
            else if (test.ErrorId == nameof(ErrorCode.BackupTestFailed))
                failed.Add(test.Path!);
        }

        return failed;
    }

    /// <summary>
    /// For each identity of an archive the newest test that it passed at the highest level: a quick look today is no better proof
    /// than a trial restore of yesterday.
    /// </summary>
    internal static IReadOnlyDictionary<string, HistoryEntry> FindProofs(IEnumerable<HistoryEntry> entries) => entries
        .Where(e => e.Is(HistoryKind.Test) && e is { Succeeded: true, BackupId: not null })
        .GroupBy(e => e.BackupId!, StringComparer.OrdinalIgnoreCase)
        .ToDictionary(g => g.Key, g => g.OrderBy(e => RankOf(e.Level)).ThenBy(e => e.StartedAtUtc).Last(), StringComparer.OrdinalIgnoreCase);

    /// <summary>How much a test of that level proves.</summary>
    internal static int RankOf(string? level) => level switch { "Quick" => 1, "Full" => 2, "Restore" => 3, _ => 0 };
}
