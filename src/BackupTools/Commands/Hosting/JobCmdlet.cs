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
        Folder = ConfigurationFolder.Current,
        Connections = Connections,
        Settings = Settings.Read(),
        Recording = Recording,
        OnFailure = e => WriteError(e.ToErrorRecord()),
    };

    /// <summary>The files that paths mean; wildcards are expanded.</summary>
    private protected IEnumerable<string> FindFiles(IEnumerable<string> paths) => paths.SelectMany(path => LocationResolver.Expand(SessionState, path));

    /// <summary>The files in the folder of the configuration whose jobs a name or a pattern means.</summary>
    /// <exception cref="BackupException"><see cref="ErrorCode.JobNotFound"/> where a name means none.</exception>
    private protected static IReadOnlyList<JobFile> FindByName(string name) => JobFolderSearch.Find(ConfigurationFolder.Current, name, Components);

    /// <summary>The job of a file.</summary>
    /// <exception cref="BackupException"><see cref="ErrorCode.JobInvalid"/> where the file has mistakes.</exception>
    private protected static BackupJobDefinition Require(JobFile file) => file.Definition ?? throw JobCheck.ToError(file.Path, file.Problems);
}
