namespace BackupTools.Backups;

/// <summary>Which entries of the history are wanted; every condition that is set must hold.</summary>
public sealed record HistoryFilter
{
    /// <summary>What was done; empty for everything.</summary>
    public IReadOnlyList<HistoryKind> Kinds { get; init; } = [];

    /// <summary>Names of databases, with wildcards, regardless of case; empty for all.</summary>
    public IReadOnlyList<string> Databases { get; init; } = [];

    /// <summary>True where <see cref="Databases"/> lets pass what is of no database that is known, too.</summary>
    public bool AllowUnknown { get; init; }

    /// <summary>Names of jobs, with wildcards, regardless of case; empty for all, and for what no job did.</summary>
    public IReadOnlyList<string> Jobs { get; init; } = [];

    /// <summary>Identities of archives, or their beginnings; empty for all.</summary>
    public IReadOnlyList<string> Ids { get; init; } = [];

    /// <summary>Only what began at this moment or later, UTC.</summary>
    public DateTime? After { get; init; }

    /// <summary>Only what began at this moment or earlier, UTC.</summary>
    public DateTime? Before { get; init; }

    /// <summary>True for only what did not end as it was meant to: failed, incomplete or stopped.</summary>
    public bool Failed { get; init; }

    /// <summary>Only so many of the newest.</summary>
    public int? Last { get; init; }

    internal bool Matches(HistoryEntry entry) =>
        (Kinds.Count == 0 || Kinds.Any(entry.Is))
        && (Databases.Count == 0 || Is(entry.Database, Databases) || (AllowUnknown && entry.Database is null))
        && (Jobs.Count == 0 || Is(entry.Job, Jobs))
        && (Ids.Count == 0 || Ids.Any(id => entry.BackupId?.StartsWith(id, StringComparison.OrdinalIgnoreCase) == true))
        && (After is not { } after || entry.StartedAtUtc >= after)
        && (Before is not { } before || entry.StartedAtUtc <= before)
        && (!Failed || entry.Result != nameof(HistoryResult.Succeeded));

    private static bool Is(string? name, IReadOnlyList<string> patterns) =>
        name is not null && patterns.Any(p => p.Equals(name, StringComparison.OrdinalIgnoreCase) || NamePattern.IsMatch(p, name, ignoreCase: true));
}

/// <summary>What was read of the history.</summary>
/// <param name="Entries">The entries that are wanted, in the order in which they ended.</param>
/// <param name="Problems">What could not be read, one sentence for each file.</param>
public sealed record HistoryReading(IReadOnlyList<HistoryEntry> Entries, IReadOnlyList<string> Problems);
