namespace BackupTools.Common;

/// <summary>
/// What a person wants to read who asks why something takes long, or failed: phases with their durations, connections,
/// waits, sizes. It is of the operation under way, wherever that goes on, and costs nothing where nobody listens. No secret
/// belongs into it.
/// </summary>
public static class WorkLog
{
    private static readonly AsyncLocal<IWorkLog?> Current = new();

    /// <summary>True where somebody listens.</summary>
    public static bool IsOn => Current.Value is not null;

    /// <summary>Whoever listens, for one that listens in between; null where nobody does.</summary>
    internal static IWorkLog? Listener => Current.Value;

    /// <summary>Has what is done from here on, and what that starts, written to a log.</summary>
    /// <param name="log">The log; any thread writes to it.</param>
    public static void Begin(IWorkLog log) => Current.Value = log;

    /// <summary>Says what is going on.</summary>
    /// <param name="text">One sentence.</param>
    public static void Verbose(string text) => Current.Value?.Verbose(text);

    /// <summary>Says it in more detail.</summary>
    /// <param name="text">One sentence.</param>
    public static void Debug(string text) => Current.Value?.Debug(text);
}

/// <summary>Receives what <see cref="WorkLog"/> is told.</summary>
public interface IWorkLog
{
    /// <summary>Takes what everybody wants to read who asks.</summary>
    /// <param name="text">One sentence.</param>
    void Verbose(string text);

    /// <summary>Takes what is only for the one who looks for a fault.</summary>
    /// <param name="text">One sentence.</param>
    void Debug(string text);
}
