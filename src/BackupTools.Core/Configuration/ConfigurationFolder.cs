using BackupTools.Abstractions;
using BackupTools.Common;

namespace BackupTools.Configuration;

/// <summary>
/// Where this user's saved connections, settings, jobs, schedules, history and logs are. <c>BACKUPTOOLS_HOME</c> names another
/// folder; else it is <c>%APPDATA%\BackupTools</c>, <c>~/Library/Application Support/BackupTools</c>, or
/// <c>$XDG_CONFIG_HOME/backuptools</c> with <c>~/.config</c> where that is not set. It is made when something is written,
/// for its owner alone.
/// </summary>
public sealed class ConfigurationFolder
{
    /// <summary>The variable that names another folder.</summary>
    public const string Variable = "BACKUPTOOLS_HOME";

    /// <summary>A folder.</summary>
    /// <param name="path">Its absolute path; it need not exist.</param>
    public ConfigurationFolder(string path) => Path = path;

    /// <summary>This user's.</summary>
    /// <exception cref="BackupException"><see cref="ErrorCode.ConfigurationInvalid"/> where the variable names no absolute path, or the user has no home.</exception>
    public static ConfigurationFolder Current => new(Find());

    /// <summary>The absolute path.</summary>
    public string Path { get; }

    /// <summary>The path of something in it.</summary>
    /// <param name="parts">The names of folders, and of the file.</param>
    public string Combine(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);

    /// <inheritdoc/>
    public override string ToString() => Path;

    private static string Find()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
        {
            return System.IO.Path.IsPathFullyQualified(named)
                ? System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(named))
                : throw Invalid($"The environment variable {Variable} is '{named}', which is no absolute path.", "Set it to the absolute path of a folder, or remove it.");
        }

        if (OperatingSystem.IsWindows())
            return Under(Environment.SpecialFolder.ApplicationData, "BackupTools");
        if (OperatingSystem.IsMacOS())
            return Under(Environment.SpecialFolder.UserProfile, System.IO.Path.Combine("Library", "Application Support", "BackupTools"));
        return Environment.GetEnvironmentVariable("XDG_CONFIG_HOME") is { Length: > 0 } configuration && System.IO.Path.IsPathFullyQualified(configuration)
            ? System.IO.Path.Combine(configuration, "backuptools")
            : Under(Environment.SpecialFolder.UserProfile, System.IO.Path.Combine(".config", "backuptools"));
    }

    private static string Under(Environment.SpecialFolder parent, string name) =>
        Environment.GetFolderPath(parent, Environment.SpecialFolderOption.DoNotVerify) is { Length: > 0 } path
            ? System.IO.Path.Combine(path, name)
            : throw Invalid("This user has no home folder.", $"Name a folder for the configuration in the environment variable {Variable}.");

    private static BackupException Invalid(string what, string remedy) => new(ErrorCode.ConfigurationInvalid, what, remedy);
}
