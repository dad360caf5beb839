using System.Diagnostics;
using BackupTools.Tests.Fakes;

namespace BackupTools.Tests.Engines.Sqlite;

/// <summary>The sqlite3 command: the judge that knows nothing of our code.</summary>
internal static class SqliteCli
{
    private const string Command = "sqlite3";

    /// <summary>Runs SQL and dot commands, and fails where the command reports an error.</summary>
    public static string Run(string database, string input)
    {
        (string output, string error, int code) = RunRaw(database, input);
        Assert.True(code == 0 && error.Length == 0, $"sqlite3 failed ({code}): {error}");
        return output;
    }

    /// <summary>Executes one statement that need not end with a semicolon.</summary>
    public static void Execute(string database, string statement)
    {
        using Process process = Start(database, "-cmd", statement);
        process.StandardInput.Close();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }

    public static string Dump(string database) => Run(database, ".dump\n");

    public static (string Output, string Error, int Code) RunRaw(string database, string input)
    {
        using Process process = Start(database, "-batch", "-bail");
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (output, error.Result, process.ExitCode);
    }

    /// <summary>Starts the command and leaves it running, to hold locks or to write.</summary>
    public static Process Start(string database, params string[] options)
    {
        Tool.Require(Command);
        var start = new ProcessStartInfo(Command)
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        foreach (string argument in options.Append(database))
            start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }
}
