using System.Text;

namespace BackupTools.Engines.PostgreSql.Text;

/// <summary>Writes names and values as SQL.</summary>
internal static class SqlText
{
    /// <summary>The name as an identifier, always quoted, so that no list of reserved words is needed.</summary>
    public static string Name(string name) => "\"" + name.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";

    /// <summary>The name with its schema.</summary>
    public static string Name(string schema, string name) => Name(schema) + "." + Name(name);

    /// <summary>The text as a string constant that means the same whatever <c>standard_conforming_strings</c> says.</summary>
    public static string Literal(string text)
    {
        StringBuilder result = new(text.Length + 4);
        if (text.Contains('\\', StringComparison.Ordinal))
            result.Append('E');
        result.Append('\'');
        foreach (char c in text)
        {
            if (c is '\'' or '\\')
                result.Append(c);
            result.Append(c);
        }

        return result.Append('\'').ToString();
    }

    /// <summary>The text between dollar signs, with a tag that it does not contain.</summary>
    public static string DollarQuoted(string text)
    {
        string tag = "$_$";
        for (int i = 0; text.Contains(tag[..^1], StringComparison.Ordinal); i++)
            tag = $"$_{i}$";
        return tag + text + tag;
    }
}
