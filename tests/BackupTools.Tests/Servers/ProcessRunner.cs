using System.Diagnostics;
using System.Text;

namespace BackupTools.Tests.Servers;

/// <summary>Runs a process to its end, feeding and emptying its three streams at the same time.</summary>
internal static class ProcessRunner
{
    /// <summary>Runs, expects exit code 0, and returns the standard output.</summary>
    public static async Task<byte[]> RunAsync(ProcessStartInfo start, ReadOnlyMemory<byte> input = default)
    {
        (int exitCode, byte[] output, string errors) = await TryRunAsync(start, input);
        if (exitCode != 0)
        {
            throw new InvalidOperationException(
                $"{start.FileName} {string.Join(' ', start.ArgumentList)} ended with {exitCode}:\n{errors}{Tail(output)}");
        }

        return output;
    }

    public static async Task<(int ExitCode, byte[] Output, string Errors)> TryRunAsync(
        ProcessStartInfo start, ReadOnlyMemory<byte> input = default)
    {
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        using Process process = Process.Start(start)!;
        Task feeding = FeedAsync(process, input);
        using MemoryStream output = new();
        Task copying = process.StandardOutput.BaseStream.CopyToAsync(output);
        string errors = await process.StandardError.ReadToEndAsync();
        await copying;
        await feeding;
        await process.WaitForExitAsync();
        return (process.ExitCode, output.ToArray(), errors);
    }

    /// <summary>Whether a process runs. One that has ended counts as gone even where its parent never collects it, as in many containers.</summary>
    public static async Task<bool> IsAliveAsync(int pid)
    {
        try
        {
            string stat = await File.ReadAllTextAsync($"/proc/{pid}/stat");
            return stat[stat.LastIndexOf(')') + 2] is not ('Z' or 'X');
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static async Task FeedAsync(Process process, ReadOnlyMemory<byte> input)
    {
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The process ended before it read everything; its exit code says why.
        }
    }

    private static string Tail(byte[] output) => Encoding.UTF8.GetString(output.AsSpan(Math.Max(0, output.Length - 400)));
}
