using System.Management.Automation;
using BackupTools.Abstractions;
using BackupTools.Configuration;
using BackupTools.Scheduling;

namespace BackupTools.Commands;

/// <summary>What a schedule gets from the session that sets it.</summary>
internal static class ScheduleFactory
{
    private const string Script = "Scheduled.ps1";

    /// <summary>The moment, in whole seconds as it is written down.</summary>
    public static DateTime Now()
    {
        DateTime now = DateTime.UtcNow;
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond));
    }

    /// <summary>How a task starts the PowerShell that runs now, with this module.</summary>
    /// <param name="session">The session.</param>
    /// <param name="powerShell">The absolute path of another PowerShell; null for this one.</param>
    /// <exception cref="BackupException"><see cref="ErrorCode.InvalidArgument"/> where there is none.</exception>
    public static ScheduleLaunch Launch(SessionState session, string? powerShell) => new()
    {
        PowerShell = powerShell is null ? FindPowerShell(session) : Existing(powerShell),
        Options = ["-NoProfile", "-NonInteractive"],
        Script = ModuleScript(),
        Folder = ConfigurationFolder.Current.Path,
        DotnetRoot = Environment.GetEnvironmentVariable("DOTNET_ROOT") is { Length: > 0 } root && Path.IsPathFullyQualified(root) ? root : null,
    };

    /// <summary>The process itself, unless another program hosts PowerShell; then the one that lies in $PSHOME.</summary>
    private static string FindPowerShell(SessionState session)
    {
        string? own = Environment.ProcessPath;
        if (own is not null && Path.GetFileNameWithoutExtension(own).StartsWith("pwsh", StringComparison.OrdinalIgnoreCase))
            return own;
        string? home = session.PSVariable.GetValue("PSHOME")?.ToString();
        string beside = Path.Combine(home ?? "", OperatingSystem.IsWindows() ? "pwsh.exe" : "pwsh");
        return home is not null && File.Exists(beside)
            ? beside
            : throw new BackupException(
                ErrorCode.InvalidArgument, $"This session runs within '{own}', which no task could start.", $"Name a PowerShell with {Setting.PowerShellPath}.");
    }

    private static string Existing(string path) => File.Exists(path)
        ? path
        : throw new BackupException(ErrorCode.InvalidArgument, $"There is no PowerShell '{path}'.", "Give the path of pwsh.", path);

    /// <summary>The module's assemblies lie in a folder within it.</summary>
    private static string ModuleScript()
    {
        string module = Path.GetDirectoryName(Path.GetDirectoryName(typeof(ScheduleFactory).Assembly.Location)!)!;
        string script = Path.Combine(module, Script);
        return File.Exists(script)
            ? script
            : throw new BackupException(ErrorCode.InvalidArgument, $"The module lacks its file '{script}'.", "Install the module again.", script);
    }
}
