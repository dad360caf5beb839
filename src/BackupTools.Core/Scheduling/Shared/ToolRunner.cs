using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using BackupTools.Abstractions;

namespace BackupTools.Scheduling;

/// <summary>Runs tools as processes.</summary>
internal sealed class ToolRunner : IToolRunner
{
    private const int MaxBytes = 4 * 1024 * 1024;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    public async Task<ToolResult> RunAsync(
        string program, IReadOnlyList<string> arguments, ReadOnlyMemory<byte> input, CancellationToken cancellationToken)
    {
        WorkLog.Debug($"Running {program} {string.Join(' ', arguments)}.");
        using Process process = Start(program, arguments);
        using CancellationTokenSource stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        stopping.CancelAfter(Limit);
        try
        {
            Task<byte[]> output = ReadAsync(process.StandardOutput.BaseStream, program, stopping.Token);
            Task<byte[]> errors = ReadAsync(process.StandardError.BaseStream, program, stopping.Token);
            await FeedAsync(process, input, stopping.Token);
            ToolResult result = new(0, await output, Encoding.UTF8.GetString(await errors));
            await process.WaitForExitAsync(stopping.Token);
            return result with { ExitCode = process.ExitCode };
        }
        catch (BackupException)
        {
            End(process);
            throw;
        }
        catch (OperationCanceledException)
        {
            End(process);
            cancellationToken.ThrowIfCancellationRequested();
            throw new BackupException(
                ErrorCode.SchedulerFailed, $"'{program}' has not ended within {Figures.Duration(Limit)}, and was stopped.",
                "See whether the scheduler of this machine works.", program);
        }
    }

    private static Process Start(string program, IReadOnlyList<string> arguments)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            CreateNoWindow = true,
        };

        // What is parsed must look the same on every machine.
        start.Environment["LC_ALL"] = "C.UTF-8";
        if (!OperatingSystem.IsWindows())
            start.Environment["TZ"] = "UTC";
        start.Environment["SYSTEMD_PAGER"] = "";
        start.Environment["SYSTEMD_COLORS"] = "0";
        try
        {
            return Process.Start(start)!;
        }
        catch (Exception e) when (e is Win32Exception or InvalidOperationException)
        {
            throw new BackupException(ErrorCode.SchedulerFailed, $"'{program}' cannot be started: {e.Message}", "See whether it is installed.", program, e);
        }
    }

    private static async Task<byte[]> ReadAsync(Stream stream, string program, CancellationToken cancellationToken)
    {
        using MemoryStream bytes = new();
        byte[] buffer = new byte[16 * 1024];
        int count;
        while ((count = await stream.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (bytes.Length + count > MaxBytes)
                throw new BackupException(ErrorCode.SchedulerFailed, $"'{program}' says more than {Figures.Bytes(MaxBytes)}.", "See whether it is the right one.", program);
            bytes.Write(buffer, 0, count);
        }

        return bytes.ToArray();
    }

    private static async Task FeedAsync(Process process, ReadOnlyMemory<byte> input, CancellationToken cancellationToken)
    {
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(input, cancellationToken);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading all; its exit code says what that means.
        }
    }

    private static void End(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception)
        {
            // It has just ended by itself.
        }
    }
}
