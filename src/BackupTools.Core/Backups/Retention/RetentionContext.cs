using System.Collections.Frozen;

namespace BackupTools.Backups;

/// <summary>What a policy is applied with, beside the backups: when, to which of them, and what is known of them.</summary>
public sealed record RetentionContext
{
    /// <summary>The present moment, UTC. It only tells which backups are dated in the future.</summary>
    public required DateTime NowUtc { get; init; }

    /// <summary>Which backups the policy is for; the others stay, and so does what they need.</summary>
    public Func<BackupInfo, bool> IsInScope { get; init; } = _ => true;

    /// <summary>The identities of backups that were made a moment ago: they stay, whatever the clock said.</summary>
    public IReadOnlySet<string> JustMade { get; init; } = FrozenSet<string>.Empty;

    /// <summary>The paths of archives that did not pass their last test: they stand for nothing.</summary>
    public IReadOnlySet<string> Failed { get; init; } = FrozenSet<string>.Empty;
}
