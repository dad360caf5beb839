using BackupTools.Engines.MySql.Text;

namespace BackupTools.Engines.MySql.Users;

/// <summary>What identifies an account: its name and where it may come from. MariaDB's roles have no host.</summary>
/// <param name="User">The name; empty for anybody.</param>
/// <param name="Host">The host or its pattern, e.g. <c>%</c>; null for none.</param>
internal sealed record AccountName(string User, string? Host)
{
    /// <summary>The host that means all.</summary>
    public const string AnyHost = "%";

    /// <summary>The account as a statement names it.</summary>
    public string Sql => Host is null ? SqlText.Name(User) : $"{SqlText.Name(User)}@{SqlText.Name(Host)}";

    /// <summary>The account as requests name it and as it is shown: <c>app@%</c>, and in quotation marks where that would mean another.</summary>
    public string Text => Host is null
        ? IsPlain(User) ? User : Quoted(User)
        : IsPlain(User) && !Host.Contains('@', StringComparison.Ordinal) ? $"{User}@{Host}" : $"{Quoted(User)}@{Quoted(Host)}";

    /// <summary>The account as the catalogs name it, in one text: <c>app@10.0.0.1</c>.</summary>
    public static AccountName OfCatalog(string text)
    {
        int at = text.LastIndexOf('@');
        return at < 0 ? new(text, null) : new(text[..at], text[(at + 1)..]);
    }

    /// <summary>All accounts that a name in a request may mean.</summary>
    /// <param name="text">The name, e.g. <c>app</c>, <c>app@localhost</c>, <c>'a@b'@'%'</c>.</param>
    /// <param name="known">The accounts that there are.</param>
    public static List<AccountName> Find(string text, IEnumerable<AccountName> known)
    {
        if (ReadQuoted(text) is { } quoted)
            return [.. known.Where(k => k.User == quoted.User && (quoted.Host is null || IsSameHost(k.Host, quoted.Host)))];
        int at = text.LastIndexOf('@');
        List<AccountName> exact = at < 0 ? [] : [.. known.Where(k => k.Host is not null && k.User == text[..at] && IsSameHost(k.Host, text[(at + 1)..]))];
        return exact.Count > 0 ? exact : [.. known.Where(k => k.User == text)];
    }

    /// <summary>The account that a name means which is to be given.</summary>
    /// <param name="text">The name.</param>
    /// <param name="host">The host where the name says none.</param>
    public static AccountName OfRequest(string text, string? host)
    {
        (string user, string? said) = ReadQuoted(text) ?? (text.LastIndexOf('@') is >= 0 and int at ? (text[..at], text[(at + 1)..]) : (text, null));
        return new(user, (said ?? host)?.ToLowerInvariant());
    }

    /// <inheritdoc/>
    public override string ToString() => Text;

    private static bool IsSameHost(string? one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    private static bool IsPlain(string user) => user.Length > 0 && user.IndexOfAny(['@', '\'', '"', '`']) < 0;

    private static string Quoted(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    /// <summary>Takes apart <c>'user'@'host'</c>, in any of the quotation marks; null for anything else.</summary>
    private static (string User, string? Host)? ReadQuoted(string text)
    {
        if (ReadPart(text, 0) is not var (user, end))
            return null;
        if (end == text.Length)
            return (user, null);
        if (text[end] != '@')
            return null;
        if (ReadPart(text, end + 1) is var (host, last))
            return last == text.Length ? (user, host) : null;
        return (user, text[(end + 1)..]);
    }

    private static (string Part, int End)? ReadPart(string text, int from)
    {
        if (from >= text.Length || text[from] is not ('\'' or '"' or '`'))
            return null;
        string quote = text[from].ToString();
        for (int i = from + 1; i < text.Length; i++)
        {
            if (text[i] != quote[0])
                continue;
            if (i + 1 < text.Length && text[i + 1] == quote[0])
                i++;
            else
                return (text[(from + 1)..i].Replace(quote + quote, quote, StringComparison.Ordinal), i + 1);
        }

        return null;
    }
}
