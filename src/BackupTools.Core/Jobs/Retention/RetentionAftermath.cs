using System.Collections.Frozen;
using BackupTools.Abstractions;
using BackupTools.Backups;

namespace BackupTools.Jobs;

/// <summary>
/// Applies a policy where a backup was just made: to backups of the same database and of the same kind, in the storages that
/// got it. Whatever goes wrong is a warning, since the backup is there and good.
/// </summary>
internal static class RetentionAftermath
{
    /// <summary>Applies it.</summary>
    /// <returns>The same result, with what became of each backup and what went wrong.</returns>
    public static async Task<BackupJobResult> RunAsync(
        ComponentSet components, BackupJobOptions options, BackupJobResult result, IReadOnlyList<ArchiveLocation> written, CancellationToken cancellationToken)
    {
        List<RetentionDecision> decisions = [];
        List<string> warnings = [.. result.Warnings];
        if (FindFailed(options, warnings, cancellationToken) is not { } failed)
            return result with { Warnings = warnings };
        foreach (ArchiveLocation archive in written)
        {
            try
            {
                RetentionJobOptions retention = new()
                {
                    Storage = archive.Storage, Policy = options.Retention!, JustMade = new HashSet<string> { result.Backups[0].Id }, Failed = failed,
                };
                IReadOnlyList<RetentionDecision> plan = await RetentionJob.PlanAsync(components, retention, null, cancellationToken);
                decisions.AddRange(await RetentionJob.ApplyAsync(
                    components, archive.Storage, plan, e => warnings.Add($"An older backup was not removed: {e.Message}"), cancellationToken, options.Recording));
            }
            catch (BackupException e)
            {
                warnings.Add($"The backup is complete, and older ones were not removed: {e.Message}");
            }
            catch (OperationCanceledException)
            {
                warnings.Add("The backup is complete, and the removal of older ones was stopped.");
                break;
            }
        }

        return result with { Retention = decisions, Warnings = warnings };
    }

    /// <summary>The archives that are known to be bad; null where that cannot be found out, which is warned of.</summary>
    private static IReadOnlySet<string>? FindFailed(BackupJobOptions options, List<string> warnings, CancellationToken cancellationToken)
    {
        try
        {
            return options.Recording is { } recording
                ? HistoryFacts.FindFailed(recording.History.Read(new HistoryFilter { Kinds = [HistoryKind.Test] }, cancellationToken).Entries)
                : FrozenSet<string>.Empty;
        }
        catch (BackupException e)
        {
            warnings.Add($"The backup is complete, and older ones were not removed: {e.Message}");
            return null;
        }
    }
}
