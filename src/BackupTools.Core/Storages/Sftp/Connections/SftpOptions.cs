using System.Text.RegularExpressions;
using BackupTools.Abstractions;
using BackupTools.Storages.Shared;

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
        StorageOptions given = new(storage);
        SftpOptions options = new()
        {
            HostKey = given.Text(nameof(HostKey)),
            KeyFile = given.FullPath(nameof(KeyFile)),
            KnownHosts = given.FullPath(nameof(KnownHosts)),
        };
        if (options.HostKey is { } fingerprint && !Fingerprint().IsMatch(fingerprint))
        {
            throw given.Refused(
                $"'{fingerprint}' is no fingerprint of a key", "It begins with SHA256: as 'ssh-keygen -l' shows it, and has 43 characters behind that.");
        }

        return options.HostKey is null || options.KnownHosts is null
            ? options
            : throw given.Refused($"The options {nameof(HostKey)} and {nameof(KnownHosts)} each say which server is the right one", "Give one of them.");
    }

    [GeneratedRegex("^SHA256:[A-Za-z0-9+/]{43}$")]
    private static partial Regex Fingerprint();
}
