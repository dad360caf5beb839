using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using BackupTools.Abstractions;

namespace BackupTools.Scheduling;

/// <summary>Starts a process that goes on when this one has ended, and when its terminal is closed.</summary>
internal static class DetachedProcess
{
    public static void Start(SchedulerHost host, IReadOnlyList<string> command, string? dotnetRoot)
    {
        // A session of its own, where the system has a tool for it; nohup at least keeps a closed terminal from ending it.
        (string program, string[] arguments) = host.FindProgram("setsid") is { } setsid && host.System == OSPlatform.Linux
            ? (setsid, ["--fork", .. command])
            : host.FindProgram("nohup") is { } nohup ? (nohup, [.. command]) : (command[0], command.Skip(1).ToArray());
        ProcessStartInfo start = new(program, arguments)
        {
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetPathRoot(command[0])!,
        };
        if (dotnetRoot is not null)
            start.Environment["DOTNET_ROOT"] = dotnetRoot;
        try
        {
            using Process process = Process.Start(start)!;
        }
        catch (Exception e) when (e is Win32Exception or InvalidOperationException)
        {
            throw new BackupException(ErrorCode.SchedulerFailed, $"'{program}' cannot be started: {e.Message}", "Check the path of PowerShell.", program, e);
        }
    }
}
