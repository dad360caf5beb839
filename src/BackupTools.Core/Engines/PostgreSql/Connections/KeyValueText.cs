using System.Text;

namespace BackupTools.Engines.PostgreSql.Connections;

/// <summary>Reads libpq's <c>host=db1 user='a b'</c>.</summary>
internal static class KeyValueText
{
    /// <summary>Takes the text apart.</summary>
    /// <param name="text">What the user typed.</param>
    /// <param name="pairs">The pairs in their order; a later one of the same name counts.</param>
    /// <param name="error">Why it is none; never repeats a value.</param>
    public static bool TryParse(string text, out List<KeyValuePair<string, string>> pairs, out string error)
    {
        pairs = [];
        int at = 0;
        while (true)
        {
            SkipSpace(text, ref at);
            if (at == text.Length)
            {
                error = pairs.Count == 0 ? "It is empty." : "";
                return pairs.Count > 0;
            }

            int start = at;
            while (at < text.Length && text[at] != '=' && !char.IsWhiteSpace(text[at]))
                at++;
            string name = text[start..at];
            SkipSpace(text, ref at);
            if (name.Length == 0 || at == text.Length || text[at] != '=')
            {
                error = $"A '=' is missing after its parameter number {pairs.Count + 1}.";
                return false;
            }

            at++;
            SkipSpace(text, ref at);
            if (!TryReadValue(text, ref at, out string value))
            {
                error = $"The quotation mark of '{name}' is not closed.";
                return false;
            }

            pairs.Add(new(name, value));
        }
    }

    private static bool TryReadValue(string text, ref int at, out string value)
    {
        bool quoted = at < text.Length && text[at] == '\'';
        if (quoted)
            at++;
        StringBuilder result = new();
        while (at < text.Length && (quoted ? text[at] != '\'' : !char.IsWhiteSpace(text[at])))
        {
            if (text[at] == '\\' && at + 1 < text.Length)
                at++;
            result.Append(text[at++]);
        }

        value = result.ToString();
        bool closed = !quoted || at < text.Length;
        if (quoted)
            at++;
        return closed;
    }

    private static void SkipSpace(string text, ref int at)
    {
        while (at < text.Length && char.IsWhiteSpace(text[at]))
            at++;
    }
}
