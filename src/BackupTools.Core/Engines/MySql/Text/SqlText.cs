using System.Text;

namespace BackupTools.Engines.MySql.Text;

/// <summary>Writes names and values as SQL that means the same under every <c>sql_mode</c>.</summary>
internal static class SqlText
{
    /// <summary>A name in backticks.</summary>
    public static string Name(string name) => $"`{name.Replace("`", "``", StringComparison.Ordinal)}`";

    /// <summary>A name within a database, each in backticks.</summary>
    public static string Name(string database, string name) => Name(database) + "." + Name(name);

    /// <summary>
    /// A string. What a backslash is depends on <c>NO_BACKSLASH_ESCAPES</c>, so a text that has one, or a character that not every
    /// client carries, is written in hexadecimal.
    /// </summary>
    public static string Literal(string text)
    {
        foreach (char c in text)
        {
            if (c is '\\' or < ' ' or > '~')
                return "_utf8mb4 x'" + Convert.ToHexString(Encoding.UTF8.GetBytes(text)) + "'";
        }

        return $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
    }

    /// <summary>Bytes, in hexadecimal.</summary>
    public static string Bytes(ReadOnlySpan<byte> bytes) => "x'" + Convert.ToHexString(bytes) + "'";
}
