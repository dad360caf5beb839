using System.Diagnostics;

namespace BackupTools.Tests.Fakes;

/// <summary>Runs a command of the operating system; the test is skipped where the machine does not have it.</summary>
internal static class Tool
{
    public static void Require(string name)
    {
        if (!Exists(name))
            Assert.Skip($"The command '{name}' is not installed.");
    }

    public static bool Exists(string name) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Any(folder => File.Exists(Path.Combine(folder, name)) || File.Exists(Path.Combine(folder, name + ".exe")));

    /// <summary>Runs to the end, expects exit code 0, and returns the standard output.</summary>
    public static async Task<byte[]> RunAsync(string name, params string[] arguments)
    {
        Require(name);
        (int exitCode, byte[] output, string errors) = await TryRunAsync(name, arguments);
        Assert.True(exitCode == 0, $"{name} ended with {exitCode}: {errors}{System.Text.Encoding.UTF8.GetString(output)}");
        return output;
    }

    public static async Task<(int ExitCode, byte[] Output, string Errors)> TryRunAsync(string name, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(name, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        })!;
        process.StandardInput.Close();
        using var output = new MemoryStream();
        Task copying = process.StandardOutput.BaseStream.CopyToAsync(output);
        string errors = await process.StandardError.ReadToEndAsync();
        await copying;
        await process.WaitForExitAsync();
        return (process.ExitCode, output.ToArray(), errors);
    }
}
