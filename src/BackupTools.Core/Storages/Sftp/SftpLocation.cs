using BackupTools.Abstractions;
using BackupTools.Storages.Shared;

namespace BackupTools.Storages.Sftp;

/// <summary>What <c>sftp://user@host:port/folder</c> means. Behind <c>/~/</c> a folder is that of the user's own.</summary>
/// <param name="UserName">The user; null where none is named.</param>
/// <param name="Host">The host.</param>
/// <param name="Port">The port; 0 for the usual one.</param>
/// <param name="Folder">The folder as the server sees it: absolute, or from the user's own on.</param>
internal sealed record SftpLocation(string? UserName, string Host, int Port, string Folder)
{
    public const string Scheme = "sftp://";
    public const int DefaultPort = 22;
    private const string Advice = "Write sftp://user@host/folder, or sftp://user@host/~/folder for one in the user's own.";

    public int ActualPort => Port == 0 ? DefaultPort : Port;

    /// <summary>The server as messages name it.</summary>
    public string Server => ActualPort == DefaultPort ? Host : $"{Place.ShownHost}:{ActualPort}";

    /// <summary>The location without what only SFTP has.</summary>
    public ServerLocation Place => new(Scheme[..^3], UserName, Host, Port, "");

    /// <summary>Understands a URI.</summary>
    /// <exception cref="BackupException"><see cref="ErrorCode.StorageNotUnderstood"/>.</exception>
    public static SftpLocation Parse(string text)
    {
        ServerLocation place = ServerLocation.Parse(text, [Scheme[..^3]], Advice);
        if (place.Path.Length == 0)
            throw new BackupException(ErrorCode.StorageNotUnderstood, $"The storage '{text}' has no folder.", Advice, text);
        string path = place.Path.TrimStart('/');
        bool isOwn = path == "~" || path.StartsWith("~/", StringComparison.Ordinal);
        string[] names = ServerLocation.NamesOf(isOwn ? path[1..] : path, text);
        string folder = isOwn ? (names.Length == 0 ? "." : string.Join('/', names)) : "/" + string.Join('/', names);
        return new SftpLocation(place.UserName, place.Host, place.Port, folder);
    }

    /// <summary>The URI, written always in the same way, without the user where it names none.</summary>
    public override string ToString()
    {
        string path = Folder == "." ? "/~" : Folder.StartsWith('/') ? EscapedPath(Folder) : "/~/" + EscapedPath(Folder);
        if (Folder == "/~" || Folder.StartsWith("/~/", StringComparison.Ordinal))
            path = "/%7E" + path[2..]; // A folder that is only named like one's own.
        return Place.Beginning + path;
    }

    private static string EscapedPath(string path) => string.Join('/', path.Split('/').Select(Uri.EscapeDataString));
}
