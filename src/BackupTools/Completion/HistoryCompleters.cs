using BackupTools.Backups;
using BackupTools.Configuration;

namespace BackupTools.Completion;

/// <summary>Completes the names of databases that the history has.</summary>
public sealed class HistoryDatabaseCompleter : AsyncCompleter
{
    private protected override Task<IEnumerable<Completion>> FindAsync(BoundArguments bound, CancellationToken cancellationToken) =>
        Task.FromResult(HistoryNames.Find(e => e.Database, cancellationToken));
}

/// <summary>Completes the names of jobs and schedules that the history has.</summary>
public sealed class HistoryJobCompleter : AsyncCompleter
{
    private protected override Task<IEnumerable<Completion>> FindAsync(BoundArguments bound, CancellationToken cancellationToken) =>
        Task.FromResult(HistoryNames.Find(e => e.Job, cancellationToken));
}

internal static class HistoryNames
{
    private const int MostEntries = 5000;

    public static IEnumerable<Completion> Find(Func<HistoryEntry, string?> nameOf, CancellationToken cancellationToken) =>
        new HistoryFile(ConfigurationFolder.Current).Read(new HistoryFilter { Last = MostEntries }, cancellationToken).Entries
            .GroupBy(nameOf)
            .Where(g => g.Key is not null)
            .OrderBy(g => g.Key, StringComparer.OrdinalIgnoreCase)
            .Select(g => new Completion(g.Key!, $"{g.Key}: {Figures.Count(g.Count(), "line")}"));
}
