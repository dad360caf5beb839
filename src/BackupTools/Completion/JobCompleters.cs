using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using BackupTools.Jobs;
using BackupTools.Commands.Hosting;
using BackupTools.Configuration;

namespace BackupTools.Completion;

/// <summary>Completes the names of the jobs in the folder of the configuration.</summary>
public sealed class JobNameCompleter : AsyncCompleter
{
    private protected override Task<IEnumerable<Completion>> FindAsync(BoundArguments bound, CancellationToken cancellationToken) => Task.FromResult(
        new JobFolder(ConfigurationFolder.Current).GetFiles()
            .Select(f => JobFile.Read(f, BuiltIn.Components))
            .Select(f => new Completion(JobFolderSearch.NameOf(f), f.Path)));
}

/// <summary>Completes the paths of files of jobs, and of the folders on the way to them.</summary>
public sealed class JobFileCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        CompletionCompleters.CompleteFilename(wordToComplete).Where(r => r.ResultType == CompletionResultType.ProviderContainer || JobFolder.IsJob(r.ListItemText));
}
