using BackupTools.Engines.MySql.Text;

namespace BackupTools.Engines.MySql.Schema;

/// <summary>The account in whose name a program works, as its statement says it: <c>DEFINER=`user`@`host`</c>.</summary>
internal static class DefinerText
{
    /// <summary>The account as <c>user@host</c>; null where the statement names none.</summary>
    public static string? Find(string create) => Locate(create) is { } place
        ? string.Concat(SqlScanner.All(create[place.From..place.To]).Skip(2).Select(t => NameOf(create[place.From..place.To], t)))
        : null;

    /// <summary>The statement with another definer.</summary>
    /// <param name="create">The statement.</param>
    /// <param name="account">The account as SQL, e.g. <c>`user`@`host`</c>; null for none, so that it is whoever runs the statement.</param>
    public static string Replace(string create, string? account) => Locate(create) is { } place
        ? create[..place.From] + (account is null ? "" : $"DEFINER={account}") + (account is null ? create[place.To..].TrimStart() : create[place.To..])
        : create;

    private static string NameOf(string text, SqlToken token) => token.Length >= 2 && text[token.Start] == '\''
        ? text.Substring(token.Start + 1, token.Length - 2)
        : SqlScanner.NameOf(text, token);

    /// <summary>Where the clause stands, before the word for what is made.</summary>
    private static (int From, int To)? Locate(string create)
    {
        SqlToken[] tokens = [.. SqlScanner.All(create).Take(16)];
        int at = Array.FindIndex(tokens, t => SqlScanner.Is(create, t, "DEFINER"));
        if (at < 1 || at + 2 >= tokens.Length || !SqlScanner.Is(create, tokens[at + 1], "="))
            return null;
        int end = at + 2;
        // A word holds its @ and what follows: root@localhost. A name in backticks does not.
        if (end + 1 < tokens.Length && create[tokens[end + 1].Start] == '@')
            end += tokens[end + 1].Length == 1 && end + 2 < tokens.Length ? 2 : 1;
        return (tokens[at].Start, tokens[end].End);
    }
}
