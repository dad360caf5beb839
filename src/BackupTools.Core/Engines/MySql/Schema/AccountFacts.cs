using System.Text.RegularExpressions;

namespace BackupTools.Engines.MySql.Schema;

/// <summary>What must hold of the accounts in an archive, which can come from anybody.</summary>
internal static partial class AccountFacts
{
    private const int LongestUser = 128;
    private const int LongestText = 4096;

    private static readonly string[] TlsWords = ["", "ANY", "X509", "SPECIFIED"];
    private static readonly string[] DetailWords = ["CIPHER", "ISSUER", "SUBJECT"];
    private static readonly string[] Keywords = ["FUNCTION", "PROCEDURE", "PACKAGE", "PACKAGE BODY", "LIBRARY"];

    private static readonly string[] Limits =
        ["MAX_QUERIES_PER_HOUR", "MAX_UPDATES_PER_HOUR", "MAX_CONNECTIONS_PER_HOUR", "MAX_USER_CONNECTIONS", "MAX_STATEMENT_TIME"];

    /// <summary>What is wrong, as the end of a sentence; null where nothing is.</summary>
    public static string? FindProblem(IReadOnlyList<SchemaAccount?> accounts)
    {
        HashSet<(string, string?)> names = [];
        foreach (SchemaAccount? account in accounts)
        {
            if (account is null)
                return "an account is null";
            string title = $"the account '{account.User}'";
            if (!names.Add((account.User, account.Host)))
                return $"{title} is there twice";
            if (FindProblem(account) is { } problem)
                return $"{title} {problem}";
        }

        return null;
    }

    private static string? FindProblem(SchemaAccount account)
    {
        if (account.User is not { Length: > 0 and <= LongestUser } user || !IsText(user) || user.EndsWith(' '))
            return "has no name that a server takes";
        if (account.Host is { } host && (host.Length is 0 or > 255 || !IsText(host)))
            return "has no host that a server takes";
        if (!TlsWords.Contains(account.Tls ?? "") || account.TlsDetails?.Any(d => !DetailWords.Contains(d.Key) || !IsText(d.Value)) == true)
            return "needs a TLS that is none";
        if (account.Limits?.Any(l => !Limits.Contains(l.Key) || l.Value is null || !Number().IsMatch(l.Value)) == true)
            return "has a limit that is none";
        if (account.Logins?.Any(l => l?.Plugin is null || !Plugin().IsMatch(l.Plugin) || !IsText(l.Stored)) == true)
            return "logs in in no way that there is";
        if (account.MemberOf?.Any(m => m?.User is null || !IsText(m.User) || (m.Host is not null && !IsText(m.Host))) == true)
            return "has a role that is none";
        return account.Grants?.All(IsGrant) == false || account.OnServer?.All(p => p is not null && Words().IsMatch(p)) == false ? "has a grant that is none" : null;
    }

    private static bool IsGrant(SchemaGrant? grant) => grant?.Privileges is { Count: > 0 } privileges
        && privileges.All(p => p?.Name is not null && Words().IsMatch(p.Name) && p.Columns?.All(c => c?.Length > 0 && IsText(c)) != false)
        && (grant.Keyword is null || (Keywords.Contains(grant.Keyword) && grant.Object is not null))
        && (grant.Object is null || (grant.Object.Length > 0 && IsText(grant.Object)));

    private static bool IsText(string? text) => text is { Length: <= LongestText } && !text.Contains('\0', StringComparison.Ordinal);

    [GeneratedRegex("^[A-Z_]{1,64}( [A-Z_]{1,64}){0,5}$")]
    private static partial Regex Words();

    [GeneratedRegex("^[A-Za-z0-9_]{1,64}$")]
    private static partial Regex Plugin();

    [GeneratedRegex(@"^[0-9]{1,12}(\.[0-9]{1,6})?$")]
    private static partial Regex Number();
}
