using System.Globalization;
using System.Text.RegularExpressions;
using BackupTools.Abstractions;

namespace BackupTools.Storages.Shared;

/// <summary>A URI of the form <c>scheme://user@host:port/path</c>, whose path is one of folders. It never has a password.</summary>
/// <param name="Scheme">The scheme, in lower case.</param>
/// <param name="UserName">The user; null where none is named.</param>
/// <param name="Host">The host.</param>
/// <param name="Port">The port; 0 for the usual one.</param>
/// <param name="Path">The path as it is written, from its first slash on; empty for none.</param>
internal sealed partial record ServerLocation(string Scheme, string? UserName, string Host, int Port, string Path)
{
    /// <summary>The host as it stands in a URI.</summary>
    public string ShownHost => Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host;

    /// <summary>The URI without its path.</summary>
    public string Beginning => $"{Scheme}://{(UserName is null ? "" : Uri.EscapeDataString(UserName) + "@")}{ShownHost}{(Port == 0 ? "" : $":{Port}")}";

    /// <summary>Takes a URI apart.</summary>
    /// <param name="text">What the user typed.</param>
    /// <param name="schemes">The schemes that it may have.</param>
    /// <param name="advice">How one is written.</param>
    /// <exception cref="BackupException"><see cref="ErrorCode.StorageNotUnderstood"/>, which does not repeat a password.</exception>
    public static ServerLocation Parse(string text, IReadOnlyList<string> schemes, string advice)
    {
        Match match = Shape().Match(text);
        string scheme = match.Groups["scheme"].Value.ToLowerInvariant();
        if (!match.Success || !schemes.Contains(scheme))
            throw NotUnderstood(text, "has no host, or no folder", advice);
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
        return new ServerLocation(scheme, user.Length == 0 ? null : Decode(user, text), host, port, match.Groups["path"].Value);
    }

    /// <summary>The names of the folders in a path.</summary>
    /// <param name="path">The path, as it is written.</param>
    /// <param name="text">What the user typed, for the error.</param>
    public static string[] NamesOf(string path, string text)
    {
        string[] names = [.. path.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(p => Decode(p, text))];
        return names.FirstOrDefault(n => n is "." or ".." || n.Contains('/', StringComparison.Ordinal) || n.Any(char.IsControl)) is { } wrong
            ? throw NotUnderstood(text, $"has '{wrong}' in it, which is no folder's name", "Write the folder as it is.")
            : names;
    }

    /// <summary>The user whom the URI or the credential names; null for neither.</summary>
    /// <param name="storage">The storage.</param>
    /// <exception cref="BackupException"><see cref="ErrorCode.InvalidArgument"/> where they name two.</exception>
    public string? UserOf(StorageInfo storage) => UserName is { } named && storage.UserName is { } given && named != given
        ? throw new BackupException(
            ErrorCode.InvalidArgument, $"'{storage.Location}' names the user '{named}', and the credential is of '{given}'.", "Name one of them.", storage.Location)
        : UserName ?? storage.UserName;

    private static string Decode(string part, string text) => !BadEscape().IsMatch(part)
        ? Uri.UnescapeDataString(part)
        : throw NotUnderstood(text, "has a '%' that is not followed by two hexadecimal digits", "Write '%' as %25.");

    private static BackupException NotUnderstood(string text, string why, string remedy) =>
        new(ErrorCode.StorageNotUnderstood, $"The storage '{text}' {why}.", remedy, text);

    [GeneratedRegex(@"^(?<scheme>[A-Za-z]+)://(?:(?<user>[^/]*)@)?(?:\[(?<six>[0-9A-Fa-f:.]+(?:%[\w.-]+)?)\]|(?<host>[\w.-]+))(?::(?<port>[^/]*))?(?<path>/.*)?$", RegexOptions.Singleline)]
    private static partial Regex Shape();

    [GeneratedRegex("%(?![0-9A-Fa-f]{2})")]
    private static partial Regex BadEscape();
}
