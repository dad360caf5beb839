using BackupTools.Abstractions;

namespace BackupTools.Engines.Shared;

/// <summary>The parts of <c>scheme://user:password@hosts/database?parameter=value</c>, decoded where they are of one piece.</summary>
/// <param name="User">The user; null for none.</param>
/// <param name="Password">The password; null for none.</param>
/// <param name="Hosts">Hosts and ports as they stand there.</param>
/// <param name="Database">The database; null for none.</param>
/// <param name="Parameters">The parameters as they stand there.</param>
internal sealed record UriParts(string? User, string? Password, string Hosts, string? Database, IReadOnlyList<string> Parameters)
{
    /// <summary>Takes a URI apart.</summary>
    /// <param name="rest">What follows the scheme and its slashes.</param>
    /// <param name="error">Makes an error of what is wrong and what to do.</param>
    public static UriParts Split(string rest, Func<string, string, BackupException> error)
    {
        int question = rest.IndexOf('?', StringComparison.Ordinal);
        string query = question < 0 ? "" : rest[(question + 1)..];
        rest = question < 0 ? rest : rest[..question];
        int slash = rest.IndexOf('/', StringComparison.Ordinal);
        string authority = slash < 0 ? rest : rest[..slash];
        int at = authority.IndexOf('@', StringComparison.Ordinal);
        string user = at < 0 ? "" : authority[..at];
        int colon = user.IndexOf(':', StringComparison.Ordinal);
        string? name = Decode(colon < 0 ? user : user[..colon], "user", error);
        string? password = colon < 0 ? null : Decode(user[(colon + 1)..], "password", error);
        if (HasUnescaped(authority, at, rest, query))
        {
            throw error(
                "Its password has a character that must be escaped.",
                $"Write '@' as %40, '/' as %2F, '?' as %3F, '#' as %23 and '%' as %25, or give the password apart with {Setting.Credential}.");
        }

        return new(
            name, password, authority[(at + 1)..], slash < 0 ? null : Decode(rest[(slash + 1)..], "database", error),
            query.Split('&', StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>
    /// An @, / or ? of a password that is not escaped makes the rest of the password a host, a database or a parameter, which an
    /// error would then name.
    /// </summary>
    private static bool HasUnescaped(string authority, int at, string rest, string query)
    {
        string host = authority[(at + 1)..];
        bool endsEarly = at < 0 && host.Contains(':', StringComparison.Ordinal) && !host.StartsWith('[')
            && (rest.Contains('@', StringComparison.Ordinal) || (query.Contains('@', StringComparison.Ordinal) && !HasPort(host)));
        return host.Contains('@', StringComparison.Ordinal) || endsEarly;
    }

    private static bool HasPort(string host) => host.Split(',').All(h => h[(h.IndexOf(':', StringComparison.Ordinal) + 1)..].All(char.IsAsciiDigit));

    private static string? Decode(string text, string what, Func<string, string, BackupException> error) =>
        text.Length == 0 ? null : PercentText.Decode(text, what, error);
}
