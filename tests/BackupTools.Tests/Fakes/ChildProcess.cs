using System.Diagnostics;

namespace BackupTools.Tests.Fakes;

/// <summary>Runs one explicit test of this assembly in a process of its own, which a test can kill.</summary>
internal sealed class ChildProcess : IDisposable
{
    private const string FolderVariable = "BACKUPTOOLS_TESTS_FOLDER";
    private readonly Process _process;

    private ChildProcess(Process process) => _process = process;

    /// <summary>The folder that the parent names; in the child.</summary>
    public static string Folder =>
        Environment.GetEnvironmentVariable(FolderVariable) ?? throw new InvalidOperationException("This test is for a child process.");

    /// <summary>Starts a test; <paramref name="launcher"/> is what the command line begins with.</summary>
    public static ChildProcess Start(Type type, string method, string folder, params string[] launcher)
    {
        var command = new List<string>(launcher)
        {
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", "exec", type.Assembly.Location,
            "-explicit", "only", "-method", $"{type.FullName}.{method}",
        };
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { [FolderVariable] = folder, ["DOTNET_CLI_HOME"] = folder },
        };
        return new ChildProcess(Process.Start(start)!);
    }

    /// <summary>Waits until something is true; fails with the child's output where it ends before.</summary>
    public async Task WaitUntilAsync(Func<Task<bool>> condition)
    {
        using CancellationTokenSource enough = new();
        await Patience.UntilAsync("What the child process is to bring about.", condition, FailAtEndAsync(enough.Token));
        await enough.CancelAsync();
    }

    /// <inheritdoc cref="WaitUntilAsync(Func{Task{bool}})"/>
    public Task WaitUntilAsync(Func<bool> condition) => WaitUntilAsync(() => Task.FromResult(condition()));

    /// <summary>Waits for the end and returns the output and the exit code.</summary>
    public async Task<(int ExitCode, string Output)> WaitForEndAsync(CancellationToken cancellationToken)
    {
        string output = await _process.StandardOutput.ReadToEndAsync(cancellationToken);
        await _process.WaitForExitAsync(cancellationToken);
        return (_process.ExitCode, output);
    }

    /// <summary>Ends the child as kill -9 does, with no chance to clean up.</summary>
    public async Task KillAsync(CancellationToken cancellationToken)
    {
        _process.Kill();
        await _process.WaitForExitAsync(cancellationToken);
    }

    private async Task FailAtEndAsync(CancellationToken enough)
    {
        await _process.WaitForExitAsync(enough);
        Assert.Fail(await _process.StandardOutput.ReadToEndAsync(enough));
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }
}
