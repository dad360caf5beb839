using BackupTools.Abstractions;
using BackupTools.Configuration;

namespace BackupTools.Jobs;

/// <summary>Finds jobs by their names in the folder of the configuration.</summary>
public static class JobFolderSearch
{
    /// <summary>What a job is called, also where its file has mistakes.</summary>
    /// <param name="file">The file.</param>
    public static string NameOf(JobFile file) => file.Definition?.Name ?? Path.GetFileNameWithoutExtension(file.Path);

    /// <summary>Those that a name or a pattern means.</summary>
    /// <param name="folder">The folder of the configuration.</param>
    /// <param name="name">The name, with wildcards.</param>
    /// <param name="components">The engines and storages.</param>
    /// <exception cref="BackupException">For a name without wildcards: <see cref="ErrorCode.JobNotFound"/>; <see cref="ErrorCode.JobInvalid"/> where several files have it.</exception>
    public static IReadOnlyList<JobFile> Find(ConfigurationFolder folder, string name, ComponentSet components)
    {
        var jobs = new JobFolder(folder);
        List<JobFile> all = [.. jobs.GetFiles().Select(f => JobFile.Read(f, components))];
        List<JobFile> found = [.. all.Where(f => NamePattern.IsMatch(name, NameOf(f), ignoreCase: true))];
        if (NamePattern.HasWildcards(name) || found.Count == 1)
            return found;
        throw found.Count == 0
            ? new BackupException(
                ErrorCode.JobNotFound, $"There is no job '{name}' in '{jobs.Path}'.", NameSuggestions.Remedy(name, all.Select(NameOf), "It has no files of jobs."), name)
            : new BackupException(
                ErrorCode.JobInvalid, $"Several jobs are called '{name}': {string.Join(", ", found.Select(f => $"'{f.Path}'"))}.",
                "Let each have a name of its own, or give the path.", name);
    }
}
