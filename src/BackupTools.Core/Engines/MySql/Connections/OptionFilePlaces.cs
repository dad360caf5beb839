using BackupTools.Engines.Shared;

namespace BackupTools.Engines.MySql.Connections;

/// <summary>Where the clients look for option files, in the order in which a later one counts.</summary>
internal static class OptionFilePlaces
{
    private static readonly string[] WindowsNames = ["my.ini", "my.cnf"];

    /// <summary>The file in which the vendor's client hides passwords, where it is; null where it is not.</summary>
    public static string? HiddenPasswords(ISystemSettings system)
    {
        string? path = OperatingSystem.IsWindows()
            ? system.Variable("APPDATA") is { Length: > 0 } data ? Path.Combine(data, "MySQL", ".mylogin.cnf") : null
            : system.HomeFolder is { } home ? Path.Combine(home, ".mylogin.cnf") : null;
        return path is not null && system.FileExists(path) ? path : null;
    }

    /// <summary>The usual files, which need not be there, before and behind one that a user adds.</summary>
    public static (IReadOnlyList<string> Before, IReadOnlyList<string> Behind) Of(ISystemSettings system)
    {
        if (OperatingSystem.IsWindows())
        {
            string[] folders = [system.Variable("WINDIR") ?? @"C:\Windows", @"C:\"];
            return ([.. folders.SelectMany(f => WindowsNames.Select(n => Path.Combine(f, n)))], []);
        }

        return (["/etc/my.cnf", "/etc/mysql/my.cnf"], system.HomeFolder is { } home ? [Path.Combine(home, ".my.cnf")] : []);
    }
}
