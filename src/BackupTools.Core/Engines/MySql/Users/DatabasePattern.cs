using System.Text;

namespace BackupTools.Engines.MySql.Users;

/// <summary>The names of databases in grants, in which <c>_</c> and <c>%</c> stand for other characters unless a backslash is before them.</summary>
internal static class DatabasePattern
{
    /// <summary>The one database that a pattern means; null where it may mean several.</summary>
    public static string? Plain(string pattern)
    {
        StringBuilder plain = new();
        for (int i = 0; i < pattern.Length; i++)
        {
            if (IsEscape(pattern, i))
                plain.Append(pattern[++i]);
            else if (pattern[i] is '%' or '_')
                return null;
            else
                plain.Append(pattern[i]);
        }

        return plain.ToString();
    }

    /// <summary>The pattern that means this database alone.</summary>
    public static string Of(string database) =>
        database.Replace("_", "\\_", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal);

    /// <summary>True where a grant on the pattern is one on the database.</summary>
    public static bool Means(string pattern, string database)
    {
        if (pattern == database)
            return true;
        // Each place in the name that the pattern so far may have come to.
        HashSet<int> places = [0];
        for (int i = 0; i < pattern.Length && places.Count > 0; i++)
        {
            char c = pattern[i];
            if (c == '%')
            {
                places = [.. Enumerable.Range(places.Min(), database.Length - places.Min() + 1)];
                continue;
            }

            bool isAny = c == '_';
            if (IsEscape(pattern, i))
                c = pattern[++i];
            places = [.. places.Where(p => p < database.Length && (isAny || database[p] == c)).Select(p => p + 1)];
        }

        return places.Contains(database.Length);
    }

    private static bool IsEscape(string pattern, int at) => pattern[at] == '\\' && at + 1 < pattern.Length && pattern[at + 1] is '_' or '%';
}
