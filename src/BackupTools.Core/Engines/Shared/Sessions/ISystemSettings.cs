namespace BackupTools.Engines.Shared;

/// <summary>What connections ask the operating system for.</summary>
internal interface ISystemSettings
{
    /// <summary>The name of the user that runs the process.</summary>
    string UserName { get; }

    /// <summary>The user's own folder; null where there is none.</summary>
    string? HomeFolder { get; }

    /// <summary>The value of an environment variable; null where it is not set.</summary>
    string? Variable(string name);

    /// <summary>The lines of a text file; null where it does not exist or cannot be read.</summary>
    IReadOnlyList<string>? ReadLines(string path);

    /// <summary>True where the file exists.</summary>
    bool FileExists(string path);

    /// <summary>True where nobody but its owner may read the file.</summary>
    bool IsPrivate(string path);
}
