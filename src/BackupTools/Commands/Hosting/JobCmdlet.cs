using System.Management.Automation;
using BackupTools.Abstractions;
using BackupTools.Completion;
using BackupTools.Configuration;
using BackupTools.Conversion;
using BackupTools.Jobs;

namespace BackupTools.Commands.Hosting;

/// <summary>The base of the cmdlets that work with files of jobs: by path, or by name in the folder of the configuration.</summary>
public abstract class JobCmdlet : AsyncCmdlet
{
    private protected const string PathSet = "Path";
    private protected const string NameSet = "Name";

    /// <summary>What jobs run with, here.</summary>
    private protected JobContext Context => new()
    {
        Components = Components,
        Connections = Connections,
        Settings = Settings.Read(),
        Hooks = Hooks,
        OnFailure = e => WriteError(e.ToErrorRecord()),
    };

    /// <summary>What this version does after a backup: what applies retention, and who is told, is given here.</summary>
    private static JobHooks Hooks => new();

    /// <summary>The files that paths mean; wildcards are expanded.</summary>
    private protected IEnumerable<string> FindFiles(IEnumerable<string> paths) => paths.SelectMany(path => LocationResolver.Expand(SessionState, path));

    /// <summary>The files in the folder of the configuration whose jobs a name or a pattern means.</summary>
    /// <exception cref="BackupException"><see cref="ErrorCode.JobNotFound"/> where a name means none.</exception>
    private protected static IReadOnlyList<JobFile> FindByName(string name)
    {
        var folder = new JobFolder(ConfigurationFolder.Current);
        List<JobFile> all = [.. folder.GetFiles().Select(f => JobFile.Read(f, Components))];
        List<JobFile> found = [.. all.Where(f => NamePattern.IsMatch(name, NameOf(f), ignoreCase: true))];
        if (found.Count > 1 && !NamePattern.HasWildcards(name))
        {
            throw new BackupException(
                ErrorCode.InvalidArgument, $"Several jobs are called '{name}': {string.Join(", ", found.Select(f => $"'{f.Path}'"))}.", "Give the path of one, or give them different names.", name);
        }

        return found.Count > 0 || NamePattern.HasWildcards(name) ? found : throw new BackupException(
            ErrorCode.JobNotFound, $"There is no job '{name}' in '{folder.Path}'.", NameSuggestions.Remedy(name, all.Select(NameOf), "It has no files of jobs."), name);
    }

    /// <summary>The job of a file.</summary>
    /// <exception cref="BackupException"><see cref="ErrorCode.JobInvalid"/> where the file has mistakes.</exception>
    private protected static BackupJobDefinition Require(JobFile file) => file.Definition ?? throw JobCheck.ToError(file.Path, file.Problems);

    /// <summary>What a job is called, also where its file has mistakes.</summary>
    internal static string NameOf(JobFile file) => file.Definition?.Name ?? Path.GetFileNameWithoutExtension(file.Path);
}
