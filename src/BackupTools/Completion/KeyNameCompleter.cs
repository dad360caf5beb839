using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using BackupTools.Configuration;

namespace BackupTools.Completion;

/// <summary>Completes the names of keys.</summary>
public sealed class KeyNameCompleter : AsyncCompleter
{
    private protected override Task<IEnumerable<Completion>> FindAsync(BoundArguments bound, CancellationToken cancellationToken)
    {
        KeyStore store = new(ConfigurationFolder.Current);
        return Task.FromResult(store.GetNames().Select(n => new Completion(n, $"the key '{n}'")));
    }
}

/// <summary>Completes keys: the names of those here, and the schemes of those that services keep. No service is asked.</summary>
public sealed class KeyCompleter : IArgumentCompleter
{
    private static readonly KeyNameCompleter Names = new();

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        string begun = wordToComplete.Trim('\'', '"');
        return Names.CompleteArgument(commandName, parameterName, wordToComplete, commandAst, fakeBoundParameters)
            .Concat(KeyChoice.ServiceSchemes
                .Where(s => s.Key.StartsWith(begun, StringComparison.OrdinalIgnoreCase))
                .Select(s => new CompletionResult(s.Key, s.Key, CompletionResultType.ParameterValue, "such as " + s.Value)));
    }
}
