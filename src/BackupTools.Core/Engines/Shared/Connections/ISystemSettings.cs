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

    /// <summary>The lines of a text file; null where it does not exist, cannot be read, or is larger than any file of settings.</summary>
    IReadOnlyList<string>? ReadLines(string path);

    /// <summary>True where the file exists.</summary>
    bool FileExists(string path);

    /// <summary>True where the socket of a server on this machine exists.</summary>
    bool SocketExists(string path);

    /// <summary>The paths of a folder's files, in the order of their names; none where there is no such folder.</summary>
    IReadOnlyList<string> FilesIn(string folder);

    /// <summary>True where everybody may write the file.</summary>
    bool IsWritableByAll(string path);

    /// <summary>True where nobody but its owner may read the file.</summary>
    bool IsPrivate(string path);
}
