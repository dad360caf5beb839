namespace BackupTools.Abstractions;

/// <summary>
/// How the names of a selection meet those of a database. A name that exists as it is written means itself and nothing
/// else, even where it has a <c>*</c> or <c>?</c>; otherwise these stand for any characters, and for any one.
/// </summary>
public static class NamePattern
{
    /// <summary>True where the text has a wildcard.</summary>
    /// <param name="pattern">What the user wrote.</param>
    public static bool HasWildcards(string pattern) => pattern.AsSpan().IndexOfAny('*', '?') >= 0;

    /// <summary>True where the name is what the pattern describes.</summary>
    /// <param name="pattern">A name, with wildcards or without.</param>
    /// <param name="name">The name of an object.</param>
    public static bool IsMatch(string pattern, string name)
    {
        int p = 0, n = 0, star = -1, resume = 0;
        while (n < name.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                star = p++;
                resume = n;
            }
            else if (p < pattern.Length && (pattern[p] == '?' || pattern[p] == name[n]))
            {
                p++;
                n++;
            }
            else if (star >= 0)
            {
                p = star + 1;
                n = ++resume;
            }
            else
            {
                return false;
            }
        }

        return pattern.AsSpan(p).TrimStart('*').IsEmpty;
    }

    /// <summary>
    /// The objects that a pattern of a selection means: by name, or by <c>schema.name</c>. A wildcard does not reach over
    /// the dot between the two: <c>s*</c> means names, and says nothing of schemas.
    /// </summary>
    /// <typeparam name="T">What stands for an object.</typeparam>
    /// <param name="pattern">What the user wrote.</param>
    /// <param name="objects">The objects that there are.</param>
    /// <param name="schemaOf">An object's schema.</param>
    /// <param name="nameOf">An object's name.</param>
    /// <returns>In the order of the objects; empty where the pattern matches nothing.</returns>
    public static IReadOnlyList<T> Find<T>(
        string pattern, IReadOnlyList<T> objects, Func<T, string> schemaOf, Func<T, string> nameOf)
    {
        List<T> found = [.. objects.Where(o => pattern == nameOf(o) || pattern == $"{schemaOf(o)}.{nameOf(o)}")];
        return found.Count > 0 || !HasWildcards(pattern) ? found : [.. objects.Where(o => IsMatch(pattern, schemaOf(o), nameOf(o)))];
    }

    /// <summary>The names that a pattern of a selection means, such as those of schemas, in which a dot is a dot.</summary>
    /// <param name="pattern">What the user wrote.</param>
    /// <param name="names">The names that there are.</param>
    /// <returns>In their order; empty where the pattern matches nothing.</returns>
    public static IReadOnlyList<string> Find(string pattern, IReadOnlyCollection<string> names) =>
        names.Contains(pattern) ? [pattern] : [.. names.Where(n => IsMatch(pattern, n))];

    /// <summary>True where the whole pattern means the name, or its parts before and behind a dot mean schema and name.</summary>
    private static bool IsMatch(string pattern, string schema, string name)
    {
        bool matches = IsMatch(pattern, name);
        for (int dot = pattern.IndexOf('.'); dot >= 0 && !matches; dot = pattern.IndexOf('.', dot + 1))
            matches = IsMatch(pattern[..dot], schema) && IsMatch(pattern[(dot + 1)..], name);
        return matches;
    }
}
