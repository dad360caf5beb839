using BackupTools.Abstractions;

namespace BackupTools.Jobs;

/// <summary>Reads a database once and writes one archive to every destination.</summary>
public static class BackupJob
{
    /// <summary>Says what <see cref="RunAsync"/> would do, with numbers, and writes nothing.</summary>
    /// <param name="components">The engines, storages and codecs.</param>
    /// <param name="options">What to back up, where to, and how.</param>
    /// <param name="cancellationToken">Stops the planning.</param>
    /// <returns>One sentence.</returns>
    public static Task<string> PlanAsync(ComponentSet components, BackupJobOptions options, CancellationToken cancellationToken) =>
        throw new NotImplementedException();

    /// <summary>Backs up.</summary>
    /// <param name="components">The engines, storages and codecs.</param>
    /// <param name="options">What to back up, where to, and how.</param>
    /// <param name="cancellationToken">Stops the backup; nothing of it is then left in any destination.</param>
    /// <exception cref="BackupException">Where the database could not be read, or every destination failed.</exception>
    public static Task<BackupJobResult> RunAsync(ComponentSet components, BackupJobOptions options, CancellationToken cancellationToken) =>
        throw new NotImplementedException();
}
