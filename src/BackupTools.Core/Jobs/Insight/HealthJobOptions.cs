using BackupTools.Abstractions;
using BackupTools.Backups;

namespace BackupTools.Jobs;

/// <summary>Where to look, and what is healthy.</summary>
public sealed record HealthJobOptions
{
    /// <summary>The storages; a database is well where any of them has its backup.</summary>
    public required IReadOnlyList<IBackupStorage> Storages { get; init; }

    /// <summary>The history, in the order in which things ended.</summary>
    public IReadOnlyList<HistoryEntry> History { get; init; } = [];

    /// <summary>What is healthy.</summary>
    public HealthRules Rules { get; init; } = new();

    /// <summary>The policy that should hold in the storages; null to not ask.</summary>
    public RetentionPolicy? Policy { get; init; }

    /// <summary>Names of databases, with wildcards, regardless of case; empty for all.</summary>
    public IReadOnlyList<string> Databases { get; init; } = [];

    /// <summary>The only databases that are asked about, also where they have no backup; null for all that have backups.</summary>
    public IReadOnlyCollection<ExpectedDatabase>? Expected { get; init; }

    /// <summary>Tells how old backups are.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    internal bool IsMeant(BackupInfo backup) => Databases.Count == 0 || Databases.Any(d =>
        d.Equals(backup.Database, StringComparison.OrdinalIgnoreCase) || NamePattern.IsMatch(d, backup.Database, ignoreCase: true));
}
