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
    /// <returns>What became of each backup, and what went wrong.</returns>
    public static async Task<(IReadOnlyList<RetentionDecision> Decisions, IReadOnlyList<string> Warnings)> RunAsync(
        ComponentSet components, RetentionPolicy policy, IReadOnlyList<ArchiveLocation> written, string id, IReadOnlySet<string> failed,
        CancellationToken cancellationToken)
    {
        List<RetentionDecision> decisions = [];
        List<string> warnings = [];
        foreach (ArchiveLocation archive in written)
        {
            try
            {
                RetentionJobOptions options = new() { Storage = archive.Storage, Policy = policy, JustMade = new HashSet<string> { id }, Failed = failed };
                IReadOnlyList<RetentionDecision> plan = await RetentionJob.PlanAsync(components, options, null, cancellationToken);
                decisions.AddRange(await RetentionJob.ApplyAsync(
                    components, archive.Storage, plan, e => warnings.Add($"An older backup was not removed: {e.Message}"), cancellationToken));
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

        return (decisions, warnings);
    }
}
