namespace BackupTools.Backups;

/// <summary>How bad a finding is; as a number, what a monitor reads as an exit code.</summary>
public enum HealthSeverity
{
    /// <summary>Nothing is wrong.</summary>
    Ok = 0,

    /// <summary>Somebody should look at it.</summary>
    Warning = 1,

    /// <summary>A database could be lost.</summary>
    Critical = 2,
}

/// <summary>What a finding is about.</summary>
public enum HealthCheck
{
    /// <summary>The database has no full backup at all.</summary>
    Missing,

    /// <summary>The newest full backup is too old.</summary>
    Overdue,

    /// <summary>The last attempts to back up failed.</summary>
    Failing,

    /// <summary>The newest full backup did not pass its test.</summary>
    TestFailed,

    /// <summary>No backup passed a test for too long.</summary>
    Unproven,

    /// <summary>The newest full backup is much smaller than those before it.</summary>
    Shrinking,

    /// <summary>A storage cannot be listed.</summary>
    StorageUnreachable,

    /// <summary>An archive in a storage cannot be read.</summary>
    Unreadable,

    /// <summary>There are backups that the policy would have removed.</summary>
    RetentionNotHolding,

    /// <summary>Everything that was looked at is as it should be.</summary>
    Healthy,
}

/// <summary>One finding about backups: what <c>Test-BackupHealth</c> emits.</summary>
public sealed record HealthFinding
{
    /// <summary>How bad it is: the name of a <see cref="HealthSeverity"/>.</summary>
    public required string Severity { get; init; }

    /// <summary>What it is about: the name of a <see cref="HealthCheck"/>.</summary>
    public required string Check { get; init; }

    /// <summary>The database; null where it is about a storage.</summary>
    public string? Database { get; init; }

    /// <summary>The database's server; null where it is not known.</summary>
    public string? Server { get; init; }

    /// <summary>The storage's location; null where it is about a database.</summary>
    public string? Storage { get; init; }

    /// <summary>What was found, one sentence.</summary>
    public required string Message { get; init; }

    /// <summary>How bad it is, and what was found.</summary>
    public override string ToString() => $"{Severity}: {Message}";

    internal static HealthFinding Of(HealthSeverity severity, HealthCheck check, string message) =>
        new() { Severity = severity.ToString(), Check = check.ToString(), Message = message };
}
