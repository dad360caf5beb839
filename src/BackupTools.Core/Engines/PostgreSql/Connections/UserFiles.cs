using BackupTools.Engines.Shared;

namespace BackupTools.Engines.PostgreSql.Connections;

/// <summary>Where libpq looks for a user's files when it is not told.</summary>
internal static class UserFiles
{
    /// <summary>The folder of the password and the service file; null where the user has none.</summary>
    public static string? Folder(ISystemSettings system) => OperatingSystem.IsWindows()
        ? system.Variable("APPDATA") is { Length: > 0 } data ? Path.Combine(data, "postgresql") : null
        : system.HomeFolder;

    /// <summary>The password file.</summary>
    public static string? PasswordFile(ISystemSettings system) =>
        Folder(system) is { } folder ? Path.Combine(folder, OperatingSystem.IsWindows() ? "pgpass.conf" : ".pgpass") : null;

    /// <summary>A file of the certificates' folder, where it exists.</summary>
    public static string? Certificate(ISystemSettings system, string name)
    {
        if (Folder(system) is not { } folder)
            return null;
        string path = OperatingSystem.IsWindows() ? Path.Combine(folder, name) : Path.Combine(folder, ".postgresql", name);
        return system.FileExists(path) ? path : null;
    }
}
