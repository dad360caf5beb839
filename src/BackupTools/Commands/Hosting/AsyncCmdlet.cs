using System.Management.Automation;
using BackupTools.Abstractions;
using BackupTools.Backups;
using BackupTools.Configuration;
using BackupTools.Conversion;
using BackupTools.Jobs;

namespace BackupTools.Commands.Hosting;

/// <summary>The base of every cmdlet that waits for something: runs the work aside and keeps the pipeline's rules.</summary>
public abstract class AsyncCmdlet : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly Recorder _recorder = new();

    static AsyncCmdlet() => Setting.Naming = name => "-" + name;

    /// <summary>The engines, storages and codecs of this version.</summary>
    private protected static ComponentSet Components => BuiltIn.Components;

    /// <summary>The connections that are registered for this user.</summary>
    private protected static ConnectionStore Connections => RegisteredConnections.Store;

    /// <summary>What is set for this user.</summary>
    private protected static SettingsStore Settings => new(ConfigurationFolder.Current, Components);

    /// <summary>Where the cmdlet's jobs are written down; null where this user has no place for that, which is warned of.</summary>
    private protected JobRecording? Recording => _recorder.Recording;

    /// <summary>Cancels the work; the pipeline's thread goes on until the work has ended.</summary>
    protected override void StopProcessing()
    {
        try
        {
            _stopping.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // Ctrl+C came as the cmdlet had just ended.
        }
    }

    /// <summary>Runs work on the thread pool and returns its result when it has ended.</summary>
    /// <typeparam name="T">What the work returns.</typeparam>
    /// <param name="work">The work.</param>
    private protected T Await<T>(Func<IWorkContext, Task<T>> work)
    {
        using var pump = new PipelinePump(
            WriteObject, e => WriteError(e.ToErrorRecord()), new ProgressDisplay(WriteProgress), _stopping.Token,
            IsWanted("Verbose", "VerbosePreference") ? WriteVerbose : null, IsWanted("Debug", "DebugPreference") ? WriteDebug : null,
            WriteWarning);
        try
        {
            return pump.Run(context =>
            {
                SecretVaults.Begin(new SessionVaults(this, pump));
                return work(context);
            });
        }
        catch (Exception) when (_stopping.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
        finally
        {
            foreach (string problem in _stopping.IsCancellationRequested ? [] : _recorder.TakeProblems())
                WriteWarning(problem);
        }
    }

    /// <summary>What the history has of it; none where this user has no history, and a warning where lines cannot be read.</summary>
    /// <exception cref="BackupException"><see cref="ErrorCode.HistoryInaccessible"/>.</exception>
    private protected IReadOnlyList<HistoryEntry> ReadHistory(HistoryFilter filter)
    {
        if (Recording is not { } recording)
            return [];
        HistoryReading reading = Await(work => Task.FromResult(recording.History.Read(filter, work.Stopping)));
        foreach (string problem in reading.Problems)
            WriteWarning(problem);
        return reading.Entries;
    }

    /// <summary>Works on one item of several: its failure is reported, and the next one goes on.</summary>
    /// <param name="work">The work, on the pipeline's thread.</param>
    private protected void Attempt(Action work)
    {
        try
        {
            work();
        }
        catch (BackupException e)
        {
            WriteError(e.ToErrorRecord());
        }
    }

    /// <summary>
    /// Asks whether to go on, as -WhatIf and -Confirm demand. What would happen is worked out only where somebody will
    /// read it.
    /// </summary>
    /// <param name="describe">Says what would happen, with numbers.</param>
    /// <param name="question">The question that -Confirm asks after it.</param>
    private protected bool ShouldProcess(Func<string> describe, string question)
    {
        bool isRead = IsWhatIf || IsOn("Confirm", null) || IsOn("Verbose", null);
        string description = isRead ? describe() : question;
        return ShouldProcess(description, $"{description} {question}", "Confirm");
    }

    /// <summary>Asks the same with texts that are at hand.</summary>
    /// <param name="description">Says what would happen.</param>
    /// <param name="question">The question.</param>
    /// <param name="caption">Its heading.</param>
    private protected new bool ShouldProcess(string description, string question, string caption) =>
        base.ShouldProcess(ShownText.Clean(description), ShownText.Clean(question), caption);

    /// <summary>Asks the same where what would happen takes several lines, as the content of a file does.</summary>
    /// <param name="describe">Says what would happen.</param>
    /// <param name="question">The question.</param>
    private protected bool ShouldProcess(Func<IEnumerable<string>> describe, string question)
    {
        bool isRead = IsWhatIf || IsOn("Confirm", null) || IsOn("Verbose", null);
        string description = isRead
            ? string.Join('\n', describe().SelectMany(t => t.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n')).Select(ShownText.Clean))
            : ShownText.Clean(question);
        return base.ShouldProcess(description, $"{description}\n{ShownText.Clean(question)}", "Confirm");
    }

    /// <summary>Warns.</summary>
    /// <param name="text">The warning.</param>
    private protected new void WriteWarning(string text) => base.WriteWarning(ShownText.Clean(text));

    /// <summary>Says what is being done, to whoever wants to know.</summary>
    /// <param name="text">What is being done.</param>
    private protected new void WriteVerbose(string text) => base.WriteVerbose(ShownText.Clean(text));

    /// <summary>The same in more detail.</summary>
    /// <param name="text">What is being done.</param>
    private protected new void WriteDebug(string text) => base.WriteDebug(ShownText.Clean(text));

    /// <summary>True where a stream is shown: by its switch, or else by its preference.</summary>
    private bool IsWanted(string parameter, string preference) =>
        MyInvocation.BoundParameters.TryGetValue(parameter, out object? value)
            ? value is SwitchParameter { IsPresent: true }
            : SessionState.PSVariable.GetValue(preference)?.ToString() is not (null or "SilentlyContinue" or "Ignore");

    /// <summary>True where nothing is to be done, and what would be done is to be said.</summary>
    private protected bool IsWhatIf => IsOn("WhatIf", "WhatIfPreference");

    private bool IsOn(string parameter, string? preference) =>
        MyInvocation.BoundParameters.TryGetValue(parameter, out object? value)
            ? value is SwitchParameter { IsPresent: true }
            : preference is not null && LanguagePrimitives.IsTrue(SessionState.PSVariable.GetValue(preference));

    /// <summary>Ends the cmdlet because its arguments cannot be honored.</summary>
    /// <param name="what">What is wrong.</param>
    /// <param name="remedy">What to give instead.</param>
    private protected void ThrowInvalidArgument(string what, string remedy) =>
        ThrowTerminatingError(new BackupException(ErrorCode.InvalidArgument, what, remedy).ToErrorRecord());

    /// <summary>The connection with the credential that was given beside it; ends the cmdlet where the two do not fit.</summary>
    private protected DbConnectionInfo? WithCredential(DbConnectionInfo? connection, PSCredential? credential)
    {
        if (credential is not null && connection is null)
            ThrowInvalidArgument("-Credential is for a server, and none is named.", "Give -Connection too, or leave out -Credential.");
        try
        {
            return connection is null ? null : Credentials.Apply(credential, connection);
        }
        catch (BackupException e)
        {
            ThrowTerminatingError(e.ToErrorRecord());
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Releases what the cmdlet holds.</summary>
    /// <param name="disposing">True when called by <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
            _stopping.Dispose();
    }
}
