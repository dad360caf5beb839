using System.Collections.Frozen;
using BackupTools.Abstractions;
using BackupTools.Backups;

namespace BackupTools.Jobs;

/// <summary>Which backups of a storage a policy is applied to, and how.</summary>
public sealed record RetentionJobOptions
{
    /// <summary>The storage.</summary>
    public required IBackupStorage Storage { get; init; }

    /// <summary>The policy.</summary>
    public required RetentionPolicy Policy { get; init; }

    /// <summary>Names of databases, with wildcards, regardless of case; empty for all.</summary>
    public IReadOnlyList<string> Databases { get; init; } = [];

    /// <summary>Servers, as the backups name or identify them, with wildcards, regardless of case; empty for all.</summary>
    public IReadOnlyList<string> Servers { get; init; } = [];

    /// <summary>The only archives, by their names in the storage, that the policy sees; null for all.</summary>
    public IReadOnlySet<string>? Names { get; init; }

    /// <summary>
    /// The identities of backups that were made a moment ago. Only backups of their databases, and of their kind, are then in
    /// the scope, and they themselves stay. Empty for no such limit.
    /// </summary>
    public IReadOnlySet<string> JustMade { get; init; } = FrozenSet<string>.Empty;

    /// <summary>The paths of archives that did not pass their last test; they stand for nothing.</summary>
    public IReadOnlySet<string> Failed { get; init; } = FrozenSet<string>.Empty;

    /// <summary>Tells which backups are dated in the future.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
