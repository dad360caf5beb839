using System.Runtime.InteropServices;

namespace BackupTools.Scheduling;

/// <summary>What the schedulers need to know of the machine; a test says something else.</summary>
internal sealed record SchedulerHost
{
    private static readonly string[] UsualPlaces = ["/usr/bin", "/bin", "/usr/sbin", "/sbin", "/usr/local/bin"];

    /// <summary>The operating system.</summary>
    public required OSPlatform System { get; init; }

    /// <summary>Runs tools.</summary>
    public required IToolRunner Tools { get; init; }

    /// <summary>True for root, and for an administrator on Windows.</summary>
    public required bool IsPrivileged { get; init; }

    /// <summary>The user's name.</summary>
    public required string UserName { get; init; }

    /// <summary>The user's number; 0 on Windows.</summary>
    public uint UserId { get; init; }

    /// <summary>The user's home folder.</summary>
    public required string Home { get; init; }

    /// <summary>The machine's time zone.</summary>
    public required TimeZoneInfo Zone { get; init; }

    /// <summary>What stands before the absolute paths of the system's folders: nothing, but in tests.</summary>
    public string Root { get; init; } = "";

    /// <summary>Finds a tool; null where the machine does not have it.</summary>
    public Func<string, string?> FindProgram { get; init; } = FindOnPath;

    /// <summary>This machine.</summary>
    public static SchedulerHost Current => new()
    {
        System = OperatingSystem.IsWindows() ? OSPlatform.Windows : OperatingSystem.IsMacOS() ? OSPlatform.OSX : OSPlatform.Linux,
        Tools = new ToolRunner(),
        IsPrivileged = Environment.IsPrivilegedProcess,
        UserName = OperatingSystem.IsWindows() ? $"{Environment.UserDomainName}\\{Environment.UserName}" : Environment.UserName,
        UserId = OperatingSystem.IsWindows() ? 0 : LibC.UserId(),
        Home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify),
        Zone = TimeZoneInfo.Local,
    };

    /// <summary>The path of something in the system's folders.</summary>
    /// <param name="path">Its absolute path.</param>
    public string At(string path) => Root + path;

    private static string? FindOnPath(string name)
    {
        string file = OperatingSystem.IsWindows() ? name + ".exe" : name;
        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Where(Path.IsPathFullyQualified).Concat(OperatingSystem.IsWindows() ? [Environment.SystemDirectory] : UsualPlaces)
            .Select(folder => Path.Combine(folder, file)).FirstOrDefault(File.Exists);
    }
}
