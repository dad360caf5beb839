using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace BackupTools.Completion;

/// <summary>Completes the paths of folders, and what the URIs of other storages begin with.</summary>
public sealed class FolderCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        CompletionCompleters.CompleteFilename(wordToComplete).Where(r => r.ResultType == CompletionResultType.ProviderContainer)
            .Concat(BuiltIn.Components.Storages.SelectMany(s => s.UriBeginnings)
                .Where(b => wordToComplete.Length > 0 && b.StartsWith(wordToComplete, StringComparison.OrdinalIgnoreCase))
                .Select(b => new CompletionResult(b, b, CompletionResultType.ParameterValue, b)));
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
