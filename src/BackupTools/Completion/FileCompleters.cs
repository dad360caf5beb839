using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace BackupTools.Completion;

/// <summary>Completes the paths of folders.</summary>
public sealed class FolderCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        CompletionCompleters.CompleteFilename(wordToComplete).Where(r => r.ResultType == CompletionResultType.ProviderContainer);
}

/// <summary>Completes storages: the paths of folders, and the schemes of URIs. What is in a storage is not asked for.</summary>
public sealed class StorageCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        new FolderCompleter().CompleteArgument(commandName, parameterName, wordToComplete, commandAst, fakeBoundParameters)
            .Concat(BuiltIn.Components.Storages.SelectMany(s => s.UriSchemes).Select(s => s + "://")
                .Where(s => wordToComplete.Length > 0 && s.StartsWith(wordToComplete, StringComparison.OrdinalIgnoreCase))
                .Select(s => new CompletionResult(s, s, CompletionResultType.ParameterValue, s)));
}

/// <summary>Completes the paths of archives, and of the folders on the way to them.</summary>
public sealed class ArchiveCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        CompletionCompleters.CompleteFilename(wordToComplete).Where(r =>
            r.ResultType == CompletionResultType.ProviderContainer
            || r.ListItemText.EndsWith(".zip", StringComparison.OrdinalIgnoreCase));
}
