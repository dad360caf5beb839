namespace BackupTools.Common;

/// <summary>
/// How the names that a user writes meet those that there are: the one language of wildcards, that of PowerShell. A name
/// that exists as it is written means itself and nothing else, even where it has wildcards in it; otherwise <c>*</c>
/// stands for any characters, <c>?</c> for any one, <c>[a-c]</c> for one of these, and a backtick takes the meaning away
/// from what follows it.
/// </summary>
public static class NamePattern
{
    /// <summary>True where the text has a wildcard.</summary>
    /// <param name="pattern">What the user wrote.</param>
    public static bool HasWildcards(string pattern)
    {
        for (int i = 0; i < pattern.Length; i++)
        {
            if (pattern[i] is '*' or '?' || (pattern[i] == '[' && EndOfSet(pattern, i) >= 0))
                return true;
            if (pattern[i] == '`')
                i++;
        }

        return false;
    }

    /// <summary>True where the name is what the pattern describes.</summary>
    /// <param name="pattern">A name, with wildcards or without.</param>
    /// <param name="name">The name of an object.</param>
    /// <param name="ignoreCase">True where upper and lower case are the same.</param>
    public static bool IsMatch(string pattern, string name, bool ignoreCase = false) =>
        Matches(ignoreCase ? pattern.ToLowerInvariant() : pattern, ignoreCase ? name.ToLowerInvariant() : name);

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
        return found.Count > 0 ? found : [.. objects.Where(o => IsMatch(pattern, schemaOf(o), nameOf(o)))];
    }

    /// <summary>The names that a pattern of a selection means, such as those of schemas, in which a dot is a dot.</summary>
    /// <param name="pattern">What the user wrote.</param>
    /// <param name="names">The names that there are.</param>
    /// <param name="ignoreCase">True where a name in another case is meant where none is exactly so.</param>
    /// <returns>In their order; empty where the pattern matches nothing.</returns>
    public static IReadOnlyList<string> Find(string pattern, IReadOnlyCollection<string> names, bool ignoreCase = false) =>
        names.Contains(pattern) ? [pattern] : [.. names.Where(n => IsMatch(pattern, n, ignoreCase))];

    /// <summary>True where the whole pattern means the name, or its parts before and behind a dot mean schema and name.</summary>
    private static bool IsMatch(string pattern, string schema, string name)
    {
        bool matches = Matches(pattern, name);
        for (int dot = pattern.IndexOf('.'); dot >= 0 && !matches; dot = pattern.IndexOf('.', dot + 1))
            matches = Matches(pattern[..dot], schema) && Matches(pattern[(dot + 1)..], name);
        return matches;
    }

    /// <summary>Goes back to the last star only, so that no pattern takes long.</summary>
    private static bool Matches(string pattern, string name)
    {
        int p = 0, n = 0, star = -1, resume = 0;
        while (n < name.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                star = p++;
                resume = n;
            }
            else if (p < pattern.Length && TakeOne(pattern, p, name[n]) is > 0 and int taken)
            {
                p += taken;
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

    /// <summary>How much of the pattern describes the character; 0 where it does not.</summary>
    private static int TakeOne(string pattern, int at, char c)
    {
        switch (pattern[at])
        {
            case '?':
                return 1;
            case '`' when at + 1 < pattern.Length:
                return pattern[at + 1] == c ? 2 : 0;
            case '[' when EndOfSet(pattern, at) is > 0 and int end:
                return IsInSet(pattern.AsSpan(at + 1, end - at - 1), c) ? end - at + 1 : 0;
            default:
                return pattern[at] == c ? 1 : 0;
        }
    }

    /// <summary>Where the set that begins here ends; -1 where it does not: then the bracket is an ordinary character.</summary>
    private static int EndOfSet(string pattern, int start) =>
        start + 2 < pattern.Length ? pattern.IndexOf(']', start + 2) : -1;

    private static bool IsInSet(ReadOnlySpan<char> set, char c)
    {
        for (int i = 0; i < set.Length; i++)
        {
            if (i + 2 < set.Length && set[i + 1] == '-')
            {
                if (set[i] <= c && c <= set[i + 2])
                    return true;
                i += 2;
            }
            else if (set[i] == c)
            {
                return true;
            }
        }

        return false;
    }
}
