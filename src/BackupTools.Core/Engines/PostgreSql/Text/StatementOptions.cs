using System.Text;

namespace BackupTools.Engines.PostgreSql.Text;

/// <summary>Finds and takes away options in the lists of a statement: <c>WITH (name=value, …)</c> and <c>SET (name=value, …)</c>.</summary>
internal static class StatementOptions
{
    /// <summary>
    /// True for what a server keeps among the options of a column or table for itself: pg_dump leaves it out, and another server refuses it.
    /// </summary>
    /// <param name="name">The option's name.</param>
    public static bool IsInternal(string name) => name.StartsWith("pg_", StringComparison.Ordinal);

    /// <summary>The names of the options that the statement sets, without the <c>toast.</c> before some of them.</summary>
    /// <param name="statement">One statement.</param>
    public static IReadOnlyList<string> Names(string statement)
    {
        List<string> names = [];
        Edit(statement, name =>
        {
            names.Add(name);
            return false;
        });
        return names;
    }

    /// <summary>The statement without some options; empty where it would set none any more.</summary>
    /// <param name="statement">One statement.</param>
    /// <param name="leaveOut">Says of the name of an option whether it goes.</param>
    public static string Without(string statement, Predicate<string> leaveOut) => Edit(statement, leaveOut);

    private static string Edit(string statement, Predicate<string> leaveOut)
    {
        StringBuilder result = new();
        int written = 0;
        int wordStart = 0, wordEnd = 0;
        for (int i = 0; i < statement.Length;)
        {
            int end = SqlStatements.SkipQuoted(statement, i);
            if (end > i)
            {
                i = wordStart = wordEnd = end;
                continue;
            }

            if (statement[i] == '(')
            {
                List<Range> parts = Parts(statement, i, out end);
                string word = statement[wordStart..wordEnd].ToUpperInvariant();
                if (word is "WITH" or "SET" && parts.TrueForAll(p => NameOf(statement[p]) is not null))
                {
                    List<string> kept = [.. parts.Select(p => statement[p].Trim()).Where(p => !leaveOut(NameOf(p)!))];
                    if (kept.Count == 0 && word == "SET")
                        return "";
                    if (kept.Count < parts.Count)
                    {
                        result.Append(statement, written, (kept.Count == 0 ? wordStart : i) - written);
                        written = end;
                        if (kept.Count > 0)
                            result.Append('(').AppendJoin(", ", kept).Append(')');
                        else if (end < statement.Length && statement[end] == ' ')
                            written++;
                    }
                }

                i = wordStart = wordEnd = end;
                continue;
            }

            if (char.IsAsciiLetter(statement[i]))
            {
                wordStart = i;
                while (i < statement.Length && (char.IsLetterOrDigit(statement[i]) || statement[i] == '_'))
                    i++;
                wordEnd = i;
                continue;
            }

            if (!char.IsWhiteSpace(statement[i]))
                wordStart = wordEnd = i + 1;
            i++;
        }

        return result.Append(statement, written, statement.Length - written).ToString();
    }

    /// <summary>What stands between the commas of a pair of parentheses.</summary>
    private static List<Range> Parts(string statement, int open, out int end)
    {
        List<Range> parts = [];
        int depth = 0;
        int start = open + 1;
        int i = open;
        while (i < statement.Length)
        {
            int skipped = SqlStatements.SkipQuoted(statement, i);
            if (skipped > i)
            {
                i = skipped;
                continue;
            }

            char c = statement[i++];
            if (c == '(')
                depth++;
            else if (c == ')' && --depth == 0)
                break;
            else if (c == ',' && depth == 1)
            {
                parts.Add(start..(i - 1));
                start = i;
            }
        }

        end = i;
        parts.Add(start..Math.Max(start, i - 1));
        return parts;
    }

    /// <summary>The name of an option as it is, without its quotes and its namespace; null for what is none.</summary>
    private static string? NameOf(string part)
    {
        int sign = part.IndexOf('=', StringComparison.Ordinal);
        if (sign <= 0)
            return null;
        string name = part[..sign].Trim();
        if (name.StartsWith("toast.", StringComparison.Ordinal))
            name = name["toast.".Length..];
        if (name.StartsWith('"') && name.EndsWith('"') && name.Length > 2)
            name = name[1..^1];
        return name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') ? name : null;
    }
}
