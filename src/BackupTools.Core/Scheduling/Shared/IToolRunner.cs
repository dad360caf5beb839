using System.Text;

namespace BackupTools.Scheduling;

/// <summary>What a tool of the operating system answered.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="OutputBytes">What it wrote to its standard output.</param>
/// <param name="Errors">What it wrote to its standard error.</param>
internal sealed record ToolResult(int ExitCode, byte[] OutputBytes, string Errors)
{
    /// <summary>The same as text.</summary>
    public string Output => Encoding.UTF8.GetString(OutputBytes);

    /// <summary>The sentence with which the tool says why it failed.</summary>
    public string Complaint => (Errors.Trim() is { Length: > 0 } errors ? errors : Output.Trim()) is { Length: > 0 } said
        ? said
        : $"it ended with exit code {ExitCode}";
}

/// <summary>Runs the tools of the operating system's schedulers.</summary>
internal interface IToolRunner
{
    /// <summary>Runs a tool to its end, without a shell, within bounds of time and output.</summary>
    /// <param name="program">Its absolute path.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="input">What it reads from its standard input.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="Abstractions.BackupException"><see cref="Abstractions.ErrorCode.SchedulerFailed"/> where it cannot be started, or does not end.</exception>
    Task<ToolResult> RunAsync(string program, IReadOnlyList<string> arguments, ReadOnlyMemory<byte> input, CancellationToken cancellationToken);
}
