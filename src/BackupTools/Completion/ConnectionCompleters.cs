using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using BackupTools.Abstractions;
using BackupTools.Configuration;
using BackupTools.Conversion;

namespace BackupTools.Completion;

/// <summary>Completes the names of registered connections.</summary>
public sealed class ConnectionNameCompleter : AsyncCompleter
{
    private protected override Task<IEnumerable<Completion>> FindAsync(BoundArguments bound, CancellationToken cancellationToken) =>
        Task.FromResult(RegisteredConnections.Store.Find("*", _ => { })
            .Select(c => new Completion(c.Name!, ShownText.Visible($"{c.Display}{(c.PasswordSource is { } source ? $" ({source} password)" : "")}"))));
}

/// <summary>Completes connections: the names of registered ones, and the paths of files.</summary>
public sealed class ConnectionCompleter : IArgumentCompleter
{
    private static readonly ConnectionNameCompleter Names = new();

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        Names.CompleteArgument(commandName, parameterName, wordToComplete, commandAst, fakeBoundParameters)
            .Concat(CompletionCompleters.CompleteFilename(wordToComplete));
}

/// <summary>Completes the names of the tools that are looked for.</summary>
public sealed class ToolCompleter : AsyncCompleter
{
    private protected override Task<IEnumerable<Completion>> FindAsync(BoundArguments bound, CancellationToken cancellationToken) =>
        Task.FromResult(ToolFinder.Names.Select(n => new Completion(n, n)));
}
