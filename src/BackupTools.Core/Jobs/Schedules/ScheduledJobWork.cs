using BackupTools.Abstractions;
using BackupTools.Configuration;

namespace BackupTools.Jobs;

/// <summary>Runs a job of a file, as a schedule names it: by its path, or by its name in the folder of the configuration.</summary>
/// <param name="folder">The configuration folder.</param>
/// <param name="job">The absolute path, or the name.</param>
/// <param name="recording">Where it is written down; null for nowhere.</param>
public sealed class ScheduledJobWork(ConfigurationFolder folder, string job, JobRecording? recording = null) : IScheduledWork
{
    /// <summary>Checks, as far as that can be done without contacting anything, that it could run.</summary>
    /// <param name="components">The engines, storages and codecs.</param>
    /// <exception cref="BackupException"><see cref="ErrorCode.JobNotFound"/>, or <see cref="ErrorCode.JobInvalid"/> with all mistakes.</exception>
    public void Check(ComponentSet components)
    {
        BackupJobDefinition definition = Find(components);
        if (JobCheck.FindProblems(definition, Context(components)) is { Count: > 0 } problems)
            throw JobCheck.ToError(definition.Path, problems);
    }

    /// <inheritdoc/>
    public async Task<ScheduledOutcome> RunAsync(ComponentSet components, IProgress<BackupProgress>? progress, CancellationToken cancellationToken)
    {
        List<BackupException> failures = [];
        List<string> warnings = [];
        JobContext context = Context(components) with { Progress = progress, OnFailure = failures.Add, OnWarning = warnings.Add };
        IReadOnlyList<JobResult> results = await JobRun.RunAsync(Find(components), context, cancellationToken);
        return new ScheduledOutcome(
            [.. results.Where(r => r.Succeeded).SelectMany(r => r.Backup.Select(b => b.Path).Concat(r.Export.Select(e => e.Path)))],
            [.. results.SelectMany(r => r.Errors), .. failures],
            [.. results.SelectMany(r => r.Warnings.Select(w => $"{r.Database}: {w}")), .. warnings]);
    }

    private JobContext Context(ComponentSet components) => new()
    {
        Components = components,
        Folder = folder,
        Connections = new ConnectionStore(folder, components),
        Settings = new SettingsStore(folder, components).Read(),
        Recording = recording,
    };

    private BackupJobDefinition Find(ComponentSet components)
    {
        JobFile file = Path.IsPathFullyQualified(job) ? JobFile.Read(job, components) : JobFolderSearch.Find(folder, job, components)[0];
        return file.Definition ?? throw JobCheck.ToError(file.Path, file.Problems);
    }
}
