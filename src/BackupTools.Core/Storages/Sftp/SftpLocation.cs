using System.Globalization;
using System.Text.RegularExpressions;
using BackupTools.Abstractions;

namespace BackupTools.Storages.Sftp;

/// <summary>What <c>sftp://user@host:port/folder</c> means. Behind <c>/~/</c> a folder is that of the user's own.</summary>
/// <param name="UserName">The user; null where none is named.</param>
/// <param name="Host">The host.</param>
/// <param name="Port">The port; 0 for the usual one.</param>
/// <param name="Folder">The folder as the server sees it: absolute, or from the user's own on.</param>
internal sealed partial record SftpLocation(string? UserName, string Host, int Port, string Folder)
{
    public const string Scheme = "sftp://";
    public const int DefaultPort = 22;

    public int ActualPort => Port == 0 ? DefaultPort : Port;

    /// <summary>The server as messages name it.</summary>
    public string Server => ActualPort == DefaultPort ? Host : $"{ShownHost}:{ActualPort}";

    private string ShownHost => Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host;

    /// <summary>Understands a URI.</summary>
    /// <exception cref="BackupException"><see cref="ErrorCode.StorageNotUnderstood"/>.</exception>
    public static SftpLocation Parse(string text)
    {
        Match match = Shape().Match(text);
        if (!match.Success)
            throw NotUnderstood(text, "has no host, or no folder", "Write sftp://user@host/folder, or sftp://user@host/~/folder for one in the user's own.");
        string user = match.Groups["user"].Value;
        if (user.Contains(':', StringComparison.Ordinal))
            throw NotUnderstood(text, "has a password in it, which would be written down with it", $"Leave it out, and give it as {Setting.Credential}.");
        if (text.Contains('?', StringComparison.Ordinal) || text.Contains('#', StringComparison.Ordinal))
            throw NotUnderstood(text, "has a query or a fragment, which a folder cannot have", "Write '?' as %3F and '#' as %23; what else is to be said is an option.");
        int port = 0;
        if (match.Groups["port"] is { Success: true } given
            && (!int.TryParse(given.Value, NumberStyles.None, CultureInfo.InvariantCulture, out port) || port is < 1 or > 65535))
        {
            throw NotUnderstood(text, $"names the port '{given.Value}'", "A port is a number from 1 to 65535.");
        }

        string host = match.Groups["six"] is { Success: true } six ? six.Value : match.Groups["host"].Value;
        return new SftpLocation(user.Length == 0 ? null : Decode(user, text), host, port, FolderOf(match.Groups["path"].Value, text));
    }

    /// <summary>The URI, written always in the same way, without the user where it names none.</summary>
    public override string ToString()
    {
        string user = UserName is null ? "" : Uri.EscapeDataString(UserName) + "@";
        string port = Port == 0 ? "" : $":{Port}";
        string path = Folder == "." ? "/~" : Folder.StartsWith('/') ? EscapedPath(Folder) : "/~/" + EscapedPath(Folder);
        if (Folder == "/~" || Folder.StartsWith("/~/", StringComparison.Ordinal))
            path = "/%7E" + path[2..]; // A folder that is only named like one's own.
        return $"{Scheme}{user}{ShownHost}{port}{path}";
    }

    private static string EscapedPath(string path) => string.Join('/', path.Split('/').Select(Uri.EscapeDataString));

    private static string FolderOf(string path, string text)
    {
        string[] parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        bool isOwn = parts is ["~", ..];
        string[] names = [.. (isOwn ? parts[1..] : parts).Select(p => Decode(p, text))];
        if (names.FirstOrDefault(n => n is "." or ".." || n.Contains('/', StringComparison.Ordinal) || n.Any(char.IsControl)) is { } wrong)
            throw NotUnderstood(text, $"has '{wrong}' in it, which is no folder's name", "Write the folder as it is.");
        return isOwn ? (names.Length == 0 ? "." : string.Join('/', names)) : "/" + string.Join('/', names);
    }

    private static string Decode(string part, string text) => !BadEscape().IsMatch(part)
        ? Uri.UnescapeDataString(part)
        : throw NotUnderstood(text, "has a '%' that is not followed by two hexadecimal digits", "Write '%' as %25.");

    private static BackupException NotUnderstood(string text, string why, string remedy) =>
        new(ErrorCode.StorageNotUnderstood, $"The storage '{text}' {why}.", remedy, text);

    [GeneratedRegex(@"^sftp://(?:(?<user>[^/]*)@)?(?:\[(?<six>[0-9A-Fa-f:.]+(?:%[\w.-]+)?)\]|(?<host>[\w.-]+))(?::(?<port>[^/]*))?(?<path>/.*)$", RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex Shape();

    [GeneratedRegex("%(?![0-9A-Fa-f]{2})")]
    private static partial Regex BadEscape();
}
