using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using BackupTools.Abstractions;

namespace BackupTools.Configuration;

/// <summary>
/// Asks a program for its version: without a shell, with nothing in its environment but the PATH, so that no password gets
/// there, for a limited time, and reading a limited answer.
/// </summary>
internal static partial class ToolVersion
{
    private const int MaxAnswer = 4096;
    private const int MaxVersion = 40;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>The version, or why it is not known.</summary>
    public static async Task<(string? Version, string? Problem)> AskAsync(string path, string searchPath, CancellationToken cancellationToken)
    {
        ProcessStartInfo start = new(path, ["--version"])
        {
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetDirectoryName(path)!,
        };
        string? root = Environment.GetEnvironmentVariable("SystemRoot");
        start.Environment.Clear();
        start.Environment["PATH"] = searchPath;
        if (OperatingSystem.IsWindows())
            start.Environment["SystemRoot"] = root; // Without it no program finds its libraries.
        try
        {
            using Process process = Process.Start(start)!;
            return await ListenAsync(process, cancellationToken);
        }
        catch (Exception e) when (e is Win32Exception or InvalidOperationException or IOException)
        {
            return (null, ShownText.Clean($"It could not be started: {e.Message}"));
        }
    }

    /// <summary>The version in what a program says: MariaDB's old names have two numbers, the second of them is meant.</summary>
    internal static string? Find(string answer)
    {
        Match match = OfMariaDb().Match(answer) is { Success: true } named ? named : Version().Match(answer);
        return match.Success && match.Groups["version"].Value is { Length: <= MaxVersion } version ? version : null;
    }

    private static async Task<(string? Version, string? Problem)> ListenAsync(Process process, CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            process.StandardInput.Close();
            _ = ReadAsync(process.StandardError, limit.Token); // So that it does not wait for a reader.
            string answer = await ReadAsync(process.StandardOutput, limit.Token);
            return Find(answer) is { } version ? (version, null) : (null, "It does not say its version.");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (null, "It did not say its version in time.");
        }
        finally
        {
            Kill(process);
        }
    }

    private static async Task<string> ReadAsync(StreamReader reader, CancellationToken cancellationToken)
    {
        StringBuilder result = new();
        char[] buffer = new char[MaxAnswer];
        while (result.Length < MaxAnswer && await reader.ReadAsync(buffer, cancellationToken) is > 0 and int count)
            result.Append(buffer, 0, count);
        return result.ToString();
    }

    private static void Kill(Process process)
    {
        try
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It has just ended, or cannot be ended; its answer is known.
        }
    }

    [GeneratedRegex(@"Distrib (?<version>\d+(\.\d+)+)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex OfMariaDb();

    [GeneratedRegex(@"(?<![\w.])v?(?<version>\d+(\.\d+)+|\d+(devel|beta\d+|rc\d+))", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Version();
}
