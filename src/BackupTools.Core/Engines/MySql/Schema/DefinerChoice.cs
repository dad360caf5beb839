using BackupTools.Abstractions;
using BackupTools.Engines.MySql.Text;

namespace BackupTools.Engines.MySql.Schema;

/// <summary>Lets programs work in the name of others than the archive says.</summary>
internal static class DefinerChoice
{
    private const int Named = 5;

    /// <summary>The entries with the definers that the rule gives them.</summary>
    /// <exception cref="BackupException"><see cref="ErrorCode.InvalidArgument"/> for an account that no program has, or that is none.</exception>
    public static IReadOnlyList<SchemaEntry> Apply(IReadOnlyList<SchemaEntry> entries, DefinerRule rule)
    {
        if (rule == DefinerRule.Keep)
            return entries;
        Dictionary<string, (string Name, string Sql)> accounts = new(StringComparer.Ordinal);
        string[] there = [.. entries.Select(e => e.Definer).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        foreach ((string from, string to) in rule.Accounts)
        {
            // A role of MariaDB has no host.
            string name = there.Contains(from, StringComparer.Ordinal) ? from : Parse(from).Name;
            if (!there.Contains(name, StringComparer.Ordinal))
                throw Unknown(name, there);
            accounts[name] = Parse(to);
        }

        return [.. entries.Select(e => e.Definer is { } definer ? Apply(e, definer, rule, accounts) : e)];
    }

    private static SchemaEntry Apply(SchemaEntry entry, string definer, DefinerRule rule, Dictionary<string, (string Name, string Sql)> accounts)
    {
        if (accounts.TryGetValue(definer, out (string Name, string Sql) account))
            return entry with { Definer = account.Name, Create = DefinerText.Replace(entry.Create, account.Sql) };
        return rule.Keeps ? entry : entry with { Definer = null, Create = DefinerText.Replace(entry.Create, null) };
    }

    /// <summary>An account; without a host it is that of every host.</summary>
    private static (string Name, string Sql) Parse(string text)
    {
        int at = text.LastIndexOf('@');
        string user = Unquoted(at < 0 ? text : text[..at]);
        string host = at < 0 ? "%" : Unquoted(text[(at + 1)..]);
        return user.Length == 0 || host.Length == 0 || text.Any(char.IsControl)
            ? throw new BackupException(
                ErrorCode.InvalidArgument, $"'{text}' is no account that {Setting.Definer} could name.", "Write it as user@host, with % for every host.", text)
            : ($"{user}@{host}", $"{SqlText.Name(user)}@{SqlText.Name(host)}");
    }

    private static string Unquoted(string text) =>
        text.Length >= 2 && text[0] is '\'' or '`' or '"' && text[^1] == text[0] ? text[1..^1].Replace(new string(text[0], 2), text[..1], StringComparison.Ordinal) : text;

    private static BackupException Unknown(string name, string[] there) => new(
        ErrorCode.InvalidArgument, $"{Setting.Definer} names '{name}', in whose name nothing in the backup works.",
        there.Length == 0 ? $"Nothing in it has a definer: leave {Setting.Definer} out."
            : $"Its definers are {string.Join(", ", there.Take(Named).Select(d => $"'{d}'"))}{(there.Length > Named ? " and others" : "")}.", name);
}
