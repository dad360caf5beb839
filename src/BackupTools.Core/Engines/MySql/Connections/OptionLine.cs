using System.Text;

namespace BackupTools.Engines.MySql.Connections;

/// <summary>A line of an option file, taken apart as the servers' own clients do.</summary>
internal static class OptionLine
{
    /// <summary>The option's name as it stands there, and its value; null for an option without one.</summary>
    public static (string Name, string? Value) Read(string line)
    {
        string text = WithoutComment(line);
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        return equals < 0 ? (text.Trim(), null) : (text[..equals].Trim(), Unquote(text[(equals + 1)..].Trim()));
    }

    /// <summary>What is before a number sign outside of quotation marks; no white space is needed before it.</summary>
    private static string WithoutComment(string line)
    {
        char quote = '\0';
        bool isEscaped = false;
        for (int i = 0; i < line.Length; i++)
        {
            char c = line[i];
            if (c is '\'' or '"' && !isEscaped)
                quote = quote == '\0' ? c : quote == c ? '\0' : quote;
            if (quote == '\0' && c == '#')
                return line[..i];
            isEscaped = quote != '\0' && c == '\\' && !isEscaped;
        }

        return line;
    }

    private static string Unquote(string value)
    {
        bool isQuoted = value.Length >= 2 && value[0] is '"' or '\'' && value[^1] == value[0];
        string text = isQuoted ? value[1..^1] : value;
        StringBuilder result = new(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\' || i + 1 == text.Length)
            {
                result.Append(text[i]);
                continue;
            }

            i++;
            _ = text[i] switch
            {
                'n' => result.Append('\n'),
                't' => result.Append('\t'),
                'r' => result.Append('\r'),
                'b' => result.Append('\b'),
                's' => result.Append(' '),
                '"' or '\'' or '\\' => result.Append(text[i]),
                // What is no escape keeps its backslash.
                _ => result.Append('\\').Append(text[i]),
            };
        }

        return result.ToString();
    }
}
