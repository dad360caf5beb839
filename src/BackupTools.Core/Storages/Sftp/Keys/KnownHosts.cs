using BackupTools.Abstractions;

namespace BackupTools.Storages.Sftp.Keys;

/// <summary>The servers' keys that this user has accepted, from the files that <c>ssh</c> keeps them in.</summary>
internal sealed class KnownHosts
{
    private const int DefaultPort = 22;
    private readonly List<KnownHostLine> _ofHost;

    private KnownHosts(List<KnownHostLine> ofHost) => _ofHost = ofHost;

    /// <summary>The files that <c>ssh</c> looks into.</summary>
    public static IReadOnlyList<string> UsualFiles =>
    [
        Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".ssh", "known_hosts"),
        OperatingSystem.IsWindows()
            ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.CommonApplicationData), "ssh", "ssh_known_hosts")
            : "/etc/ssh/ssh_known_hosts",
    ];

    /// <summary>The kinds of the keys that the host is known by, which it should be asked for.</summary>
    public IEnumerable<string> Types => _ofHost.Where(l => l is { IsRevoked: false, IsAuthority: false }).Select(l => l.Key.Type).Distinct();

    /// <summary>Reads what the files say of a host. A file that was not named by the user need not exist.</summary>
    public static KnownHosts Read(string? file, string host, int port)
    {
        List<KnownHostLine> lines = [];
        foreach (string path in file is null ? UsualFiles : [file])
        {
            try
            {
                lines.AddRange(File.ReadLines(path).Select(KnownHostLine.Read).OfType<KnownHostLine>());
            }
            catch (Exception e) when (file is null && e is FileNotFoundException or DirectoryNotFoundException)
            {
            }
            catch (Exception e) when (FileSystemErrors.IsFileSystem(e))
            {
                throw new BackupException(
                    ErrorCode.InvalidArgument, $"The file of known hosts '{path}' cannot be read: {e.Message.TrimEnd('.')}.", "Give the path of one that can be.", path, e);
            }
        }

        string name = host.ToLowerInvariant();
        string withPort = port == DefaultPort ? name : $"[{name}]:{port}";
        List<KnownHostLine> ofHost = [.. lines.Where(l => l.IsOf(withPort))];

        // As ssh does: who is known by the name alone is known at another port too.
        if (!ofHost.Any(l => l is { IsRevoked: false, IsAuthority: false }) && port != DefaultPort)
            ofHost.AddRange(lines.Where(l => l.IsOf(name)));
        return new KnownHosts(ofHost);
    }

    /// <summary>Checks the key that a server came with.</summary>
    /// <param name="key">The key.</param>
    /// <param name="server">The server, for the message.</param>
    /// <param name="toConnect">What a person would type to get to know it.</param>
    /// <exception cref="BackupException"><see cref="ErrorCode.ServerNotTrusted"/> where it is not one that is known.</exception>
    public void Check(HostKey key, string server, string toConnect)
    {
        if (_ofHost.Any(l => l.IsRevoked && l.Key.IsSame(key)))
        {
            throw Refused(
                $"The key of '{server}' ({key.Fingerprint}) is marked as revoked in the file of known hosts.",
                "Whoever has it may not be that server; ask who runs it.", server);
        }

        List<KnownHostLine> known = [.. _ofHost.Where(l => l is { IsRevoked: false, IsAuthority: false })];
        if (known.Any(l => l.Key.IsSame(key)))
            return;
        if (known.Count > 0)
        {
            throw Refused(
                $"'{server}' came with another key than the one that it is known by: {key.Type} {key.Fingerprint}, and known are "
                + $"{string.Join(", ", known.Select(l => $"{l.Key.Type} {l.Key.Fingerprint}").Distinct())}. Nothing was sent to it.",
                "Somebody may be in between. Where its key was really changed, take the old one out of the file of known hosts.", server);
        }

        string authority = _ofHost.Any(l => l.IsAuthority) ? " It is known by an authority of certificates alone, which is not supported." : "";
        throw Refused(
            $"'{server}' is not known here: it came with the key {key.Type} {key.Fingerprint}.{authority} Nothing was sent to it.",
            $"Compare that with what its owner says. Then either connect once with '{toConnect}', which remembers it, or give it as the option HostKey.", server);
    }

    private static BackupException Refused(string what, string remedy, string server) => new(ErrorCode.ServerNotTrusted, what, remedy, server);
}
