using BackupTools.Abstractions;

namespace BackupTools.Jobs;

/// <summary>Which databases of a server are meant.</summary>
public sealed record DatabaseChoice
{
    /// <summary>Their names, with wildcards; null for the one that the connection names.</summary>
    public IReadOnlyList<string>? Names { get; init; }

    /// <summary>Those to leave out, with wildcards.</summary>
    public IReadOnlyList<string> Excluded { get; init; } = [];

    /// <summary>True where wildcards that match nothing are a failure; where they only list less, they are a warning.</summary>
    public bool MustMatch { get; init; }
}

/// <summary>The databases that were meant, and what was meant and is not there.</summary>
/// <param name="Databases">The databases.</param>
/// <param name="Failures">Names that no database has.</param>
/// <param name="Warnings">What matched nothing and may.</param>
public sealed record ChosenDatabases(
    IReadOnlyList<DatabaseInfo> Databases, IReadOnlyList<BackupException> Failures, IReadOnlyList<string> Warnings);
