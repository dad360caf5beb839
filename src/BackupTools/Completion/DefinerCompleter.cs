using BackupTools.Abstractions;

namespace BackupTools.Completion;

/// <summary>Completes the words of a <see cref="DefinerRule"/>.</summary>
public sealed class DefinerCompleter : AsyncCompleter
{
    private protected override Task<IEnumerable<Completion>> FindAsync(BoundArguments bound, CancellationToken cancellationToken) =>
        Task.FromResult<IEnumerable<Completion>>(
        [
            new(nameof(DefinerRule.Keep), "In whose name the backup says."),
            new(nameof(DefinerRule.Strip), "In the name of whoever makes them."),
        ]);
}
