using BackupTools.Abstractions;
using BackupTools.Storages.Shared;

namespace BackupTools.Storages.WebDav;

/// <summary>What <c>webdavs://user@host:port/folder</c> means.</summary>
/// <param name="Place">The server, and the user where one is named.</param>
/// <param name="Folders">The names of the folders, from the server's root on.</param>
internal sealed record WebDavLocation(ServerLocation Place, IReadOnlyList<string> Folders)
{
    public const string Scheme = "webdavs";
    public const string PlainScheme = "webdav";

    /// <summary>The folder as a URI of HTTP, with a slash at its end.</summary>
    public Uri Address => ToUri(Folders, isFolder: true);

    /// <summary>True where what is sent cannot be read on the way.</summary>
    public bool IsEncrypted => Place.Scheme == Scheme;

    /// <summary>True for this machine itself.</summary>
    public bool IsLoopback => Address.IsLoopback;

    /// <summary>Understands a URI.</summary>
    /// <exception cref="BackupException"><see cref="ErrorCode.StorageNotUnderstood"/>.</exception>
    public static WebDavLocation Parse(string text)
    {
        ServerLocation place = ServerLocation.Parse(text, [Scheme, PlainScheme], "Write webdavs://host/folder, or webdav://host/folder for a server without TLS.");
        return new WebDavLocation(place with { Path = "" }, ServerLocation.NamesOf(place.Path, text));
    }

    /// <summary>The URI of HTTP of something in the folder.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="isFolder">True for a folder, whose URI ends with a slash.</param>
    public Uri ToUri(string name, bool isFolder = false) => ToUri(Folders.Append(name), isFolder);

    /// <summary>The URI, written always in the same way, without the user where it names none.</summary>
    public override string ToString() => Place.Beginning + "/" + Escaped(Folders);

    /// <summary>The URI of HTTP of a path. It is not changed on its way: what looks like a way up is a name.</summary>
    internal Uri ToUri(IEnumerable<string> names, bool isFolder)
    {
        string path = Escaped(names);
        string port = Place.Port == 0 ? "" : $":{Place.Port}";
        return new Uri(
            $"{(IsEncrypted ? "https" : "http")}://{Place.ShownHost}{port}/{path}{(isFolder && path.Length > 0 ? "/" : "")}",
            new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
    }

    private static string Escaped(IEnumerable<string> names) => string.Join('/', names.Select(Uri.EscapeDataString));
}
