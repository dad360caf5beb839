using BackupTools.Engines.MySql.Text;

namespace BackupTools.Engines.MySql.Schema;

/// <summary>Holds that the statement of an entry makes what the entry says: an archive can come from anybody.</summary>
internal static class StatementKind
{
    /// <summary>What can stand between CREATE and the word for what is made, each with what belongs to it.</summary>
    private static readonly string[] Before = ["OR", "REPLACE", "ALGORITHM", "DEFINER", "SQL", "SECURITY", "AGGREGATE"];

    /// <summary>True where it is one statement that creates an object of that kind and name, and nothing else that can be seen.</summary>
    public static bool Makes(SchemaEntry entry)
    {
        string text = entry.Create;
        SqlToken[] tokens = [.. SqlScanner.All(text).Take(40)];
        if (tokens.Length < 3 || !SqlScanner.Is(text, tokens[0], "CREATE") || !HasState(entry))
            return false;
        string[] words = entry.Traits.Keyword.Split(' ');
        int at = 1;
        while (at < tokens.Length && !SqlScanner.Is(text, tokens[at], words[0]))
        {
            if (!entry.Traits.IsProgram || tokens[at].Kind == SqlTokenKind.Comment || (at == 1 && !IsBefore(text, tokens[at])))
                return false;
            at++;
        }

        foreach (string word in words)
        {
            if (at >= tokens.Length || !SqlScanner.Is(text, tokens[at++], word))
                return false;
        }

        return at < tokens.Length && SqlScanner.NameOf(text, tokens[at]) == entry.Name
            && (entry.Kind != ItemKind.Table || (TableDefinition.Parse(text) is { } table && !SelectsRows(table)));
    }

    private static bool IsBefore(string text, SqlToken token) => Before.Any(b => SqlScanner.Is(text, token, b));

    /// <summary>True for <c>CREATE TABLE … SELECT</c>, which reads what it likes.</summary>
    private static bool SelectsRows(TableDefinition table) =>
        SqlScanner.All(table.Options).Any(t => SqlScanner.Is(table.Options, t, "SELECT") || SqlScanner.Is(table.Options, t, ";"));

    private static bool HasState(SchemaEntry entry) => entry.State.Length == 0
        || (entry.Kind == ItemKind.Sequence && entry.State.StartsWith("DO SETVAL(", StringComparison.Ordinal)
            && !SqlScanner.All(entry.State).Any(t => SqlScanner.Is(entry.State, t, ";")));
}
