using BackupTools.Engines.MySql.Text;

namespace BackupTools.Engines.MySql.Catalog;

/// <summary>
/// The statement of a trigger as it was typed: MariaDB keeps it so. What would not be taken in another database, or in another order,
/// is written anew; the rest stays as it is.
/// </summary>
internal static class TriggerText
{
    /// <summary>The statement without a database's name, and without its place among other triggers, which comes from the order they are made in.</summary>
    public static string Plain(string create, string name, string table)
    {
        SqlToken[] tokens = [.. SqlScanner.All(create).Take(64)];
        int trigger = Find("TRIGGER", 0);
        int each = Find("EACH", trigger);
        if (trigger < 0 || each < 0 || each + 2 >= tokens.Length)
            return create;
        int body = each + 2;
        bool hasPlace = SqlScanner.Is(create, tokens[body], "FOLLOWS") || SqlScanner.Is(create, tokens[body], "PRECEDES");
        bool isQualified = tokens[trigger..each].Any(t => SqlScanner.Is(create, t, ".")) || Find("EXISTS", trigger) is >= 0 and int exists && exists < each;
        if (hasPlace)
            body += body + 2 < tokens.Length && SqlScanner.Is(create, tokens[body + 2], ".") ? 4 : 2;
        if (body >= tokens.Length || (!hasPlace && !isQualified))
            return create;
        string text = create[tokens[body].Start..];
        if (!isQualified)
            return create[..tokens[each + 1].End] + " " + text;
        int on = Array.FindLastIndex(tokens, each, t => SqlScanner.Is(create, t, "ON"));
        string when = on >= 2 ? $"{Word(on - 2)} {Word(on - 1)}" : "";
        return $"{create[..tokens[trigger].End]} {SqlText.Name(name)} {when} ON {SqlText.Name(table)} FOR EACH ROW {text}";

        int Find(string word, int from) => from < 0 ? -1 : Array.FindIndex(tokens, from, t => SqlScanner.Is(create, t, word));

        string Word(int index) => create.Substring(tokens[index].Start, tokens[index].Length).ToUpperInvariant();
    }
}
