using System.Diagnostics;
using System.Globalization;

namespace BackupTools.Benchmarks;

/// <summary>One finished process: wall time, and what it printed.</summary>
internal sealed record ProcessRun(TimeSpan Wall, string Output)
{
    /// <summary>Runs a program to its end; anything but exit code 0 is an error.</summary>
    public static ProcessRun Run(string program, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true };
        long began = Stopwatch.GetTimestamp();
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        TimeSpan wall = Stopwatch.GetElapsedTime(began);
        return process.ExitCode == 0
            ? new ProcessRun(wall, output)
            : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}.");
    }

    /// <summary>The figure that the program printed as <c>name=number</c>.</summary>
    public long Figure(string name) => long.Parse(Text(name), CultureInfo.InvariantCulture);

    /// <summary>The text that the program printed as <c>name=text</c>.</summary>
    public string Text(string name) =>
        Output.Split('\n').First(l => l.StartsWith(name + "=", StringComparison.Ordinal))[(name.Length + 1)..];
}
