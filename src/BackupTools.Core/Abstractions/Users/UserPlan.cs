namespace BackupTools.Abstractions;

/// <summary>What would be done with a user.</summary>
/// <param name="Name">The user's name when it is done; null where there is none then.</param>
/// <param name="Steps">The statements, in order.</param>
/// <param name="Warnings">What cannot be done, or has an effect that one may not expect, a sentence each.</param>
public sealed record UserPlan(string? Name, IReadOnlyList<UserStep> Steps, IReadOnlyList<string> Warnings);

/// <summary>One statement.</summary>
/// <param name="Text">The statement as it may be shown: without a password in any form.</param>
/// <param name="Database">The database in which it is run.</param>
public sealed record UserStep(string Text, string Database)
{
    /// <summary>The statement as it is run.</summary>
    internal string Statement { get; init; } = Text;

    /// <summary>What undoes it, on a server that undoes nothing itself; null where nothing does.</summary>
    internal string? Undo { get; init; }

    /// <summary>True where the rest goes on without it when what it names is not there.</summary>
    internal bool IsOptional { get; init; }
}
