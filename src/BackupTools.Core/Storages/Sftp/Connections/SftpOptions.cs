using System.Text.RegularExpressions;
using BackupTools.Abstractions;

namespace BackupTools.Storages.Sftp.Connections;

/// <summary>What the options of a storage say.</summary>
internal sealed partial record SftpOptions
{
    public static IReadOnlyList<string> Names { get; } = [nameof(HostKey), nameof(KeyFile), nameof(KnownHosts)];

    /// <summary>The fingerprint that the server's key must have; null for one that is known.</summary>
    public string? HostKey { get; private init; }

    /// <summary>The file of the private key that this user shows; null for the agent's and the usual ones.</summary>
    public string? KeyFile { get; private init; }

    /// <summary>The file of known hosts; null for the usual ones.</summary>
    public string? KnownHosts { get; private init; }

    /// <exception cref="BackupException"><see cref="ErrorCode.InvalidArgument"/> where one is wrong, or two contradict each other.</exception>
    public static SftpOptions Of(StorageInfo storage)
    {
        SftpOptions options = new()
        {
            HostKey = Value(storage, nameof(HostKey)),
            KeyFile = PathOf(storage, nameof(KeyFile)),
            KnownHosts = PathOf(storage, nameof(KnownHosts)),
        };
        if (options.HostKey is { } fingerprint && !Fingerprint().IsMatch(fingerprint))
        {
            throw Refused(
                storage, $"'{fingerprint}' is no fingerprint of a key.", "It begins with SHA256: as 'ssh-keygen -l' shows it, and has 43 characters behind that.");
        }

        return options.HostKey is null || options.KnownHosts is null
            ? options
            : throw Refused(
                storage, $"The options {nameof(HostKey)} and {nameof(KnownHosts)} each say which server is the right one.", "Give one of them.");
    }

    private static string? Value(StorageInfo storage, string name) => storage.Options
        .Where(o => o.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(o => o.Value).FirstOrDefault();

    private static string? PathOf(StorageInfo storage, string name)
    {
        if (Value(storage, name) is not { } given)
            return null;
        string path = given.StartsWith("~/", StringComparison.Ordinal)
            ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), given[2..])
            : given;
        return Path.IsPathFullyQualified(path)
            ? path
            : throw Refused(storage, $"The option {name} of '{storage.Location}' is the relative path '{given}', and nothing says to what.", "Give an absolute path.");
    }

    private static BackupException Refused(StorageInfo storage, string what, string remedy) =>
        new(ErrorCode.InvalidArgument, what, remedy, storage.Location);

    [GeneratedRegex("^SHA256:[A-Za-z0-9+/]{43}$")]
    private static partial Regex Fingerprint();
}
