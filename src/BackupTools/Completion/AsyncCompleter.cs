using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace BackupTools.Completion;

/// <summary>The base of the completers that look a value up: they give up after two seconds and never throw.</summary>
public abstract class AsyncCompleter : IArgumentCompleter
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    /// <summary>The values that could stand here.</summary>
    /// <param name="bound">What was typed so far.</param>
    /// <param name="cancellationToken">Is cancelled when the time is up.</param>
    private protected abstract Task<IEnumerable<Completion>> FindAsync(BoundArguments bound, CancellationToken cancellationToken);

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        try
        {
            SessionState session = CurrentSession();
            var bound = new BoundArguments(fakeBoundParameters, session, commandAst);
            using var timeout = new CancellationTokenSource(Limit);
            Task<IEnumerable<Completion>> search = Task.Run(() => FindAsync(bound, timeout.Token));
            if (!search.Wait(Limit))
                return [];
            string prefix = wordToComplete.Trim('\'', '"');
            return search.Result
                .Select(c => c.For(prefix))
                .OfType<Completion>()
                .DistinctBy(c => c.Text)
                .Select(c => new CompletionResult(Quote(c.Text), c.Text, CompletionResultType.ParameterValue, c.ToolTip))
                .ToArray();
        }
        catch (Exception)
        {
            // Whatever is wrong, the cmdlet will say so when it runs; a prompt must not.
            return [];
        }
    }

    private static SessionState CurrentSession()
    {
        using PowerShell shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        return shell.AddScript("$ExecutionContext.SessionState").Invoke<SessionState>()[0];
    }

    private static string Quote(string text) =>
        text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or '/') && text.Length > 0
            ? text
            : $"'{CodeGeneration.EscapeSingleQuotedStringContent(text)}'";
}

/// <summary>A value that could stand at the cursor.</summary>
/// <param name="Text">The value.</param>
/// <param name="ToolTip">What it is.</param>
/// <param name="LongText">The value written out, for whoever has begun to write it so; null where there is only one form.</param>
internal sealed record Completion(string Text, string ToolTip, string? LongText = null)
{
    /// <summary>The value in the form that begins as the word does; null where neither does.</summary>
    public Completion? For(string prefix) =>
        Text.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) ? this
        : LongText?.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) == true ? this with { Text = LongText }
        : null;
}
