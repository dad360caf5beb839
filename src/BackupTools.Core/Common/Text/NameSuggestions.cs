namespace BackupTools.Common;

/// <summary>What may have been meant by a name that does not exist.</summary>
public static class NameSuggestions
{
    private const int Most = 5, MostListed = 10, LongestCompared = 200;

    /// <summary>A remedy: the names that are near, or else the first of those that there are.</summary>
    /// <param name="name">What the user wrote: a name, <c>schema.name</c>, or a pattern.</param>
    /// <param name="known">The names that there are; with their schema where the user may write it.</param>
    /// <param name="none">What to say where there are none.</param>
    /// <param name="caseMatters">True where it should be said that upper and lower case matter.</param>
    public static string Remedy(string name, IEnumerable<string> known, string none, bool caseMatters = false)
    {
        List<string> all = [.. known.Distinct(StringComparer.Ordinal)];
        string[] near = Near(name, all);
        string note = caseMatters && near.Any(n => Same(n, name)) ? " Upper and lower case matter." : "";
        return near.Length > 0 ? $"Did you mean: {string.Join(", ", near)}?{note}"
            : all.Count == 0 ? none
            : $"It has: {string.Join(", ", all.Take(MostListed))}{(all.Count > MostListed ? " …" : "")}.";
    }

    /// <summary>The names that are near to one that does not exist, the nearest first.</summary>
    /// <param name="name">What the user wrote.</param>
    /// <param name="known">The names that there are.</param>
    public static string[] Near(string name, IEnumerable<string> known)
    {
        string wanted = Fold(name);
        return wanted.Length is 0 or > LongestCompared
            ? []
            : [.. known.Where(k => k.Length <= LongestCompared)
                .Select(k => (Name: k, Distance: DistanceOf(wanted, k)))
                .Where(c => c.Distance <= Math.Max(2, wanted.Length / 3))
                .OrderBy(c => c.Distance)
                .Take(Most)
                .Select(c => c.Name)];
    }

    private static bool Same(string known, string name) => known.Equals(name, StringComparison.OrdinalIgnoreCase)
        || NamePattern.IsMatch(name, known, ignoreCase: true)
        || NamePattern.IsMatch(name, WithoutSchema(known), ignoreCase: true);

    /// <summary>How far a known name is, as it stands or without its schema; one that contains what was written is near.</summary>
    private static int DistanceOf(string wanted, string known)
    {
        string whole = Fold(known);
        string last = WithoutSchema(whole);
        if (NamePattern.HasWildcards(wanted) && (NamePattern.IsMatch(wanted, whole) || NamePattern.IsMatch(wanted, last)))
            return 0;
        int least = Math.Min(Distance(whole, wanted), Distance(last, wanted));
        bool contains = wanted.Length > 2 && whole.Contains(wanted, StringComparison.Ordinal);
        return contains ? Math.Min(least, 1) : least;
    }

    private static string WithoutSchema(string name) => name[(name.IndexOf('.', StringComparison.Ordinal) + 1)..];

    private static string Fold(string text) => text.ToLowerInvariant();

    /// <summary>The number of letters to insert, remove or change (Levenshtein).</summary>
    private static int Distance(string left, string right)
    {
        int[] previous = [.. Enumerable.Range(0, right.Length + 1)];
        for (int i = 1; i <= left.Length; i++)
        {
            int[] current = new int[right.Length + 1];
            current[0] = i;
            for (int j = 1; j <= right.Length; j++)
            {
                int change = previous[j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
                current[j] = Math.Min(change, Math.Min(previous[j], current[j - 1]) + 1);
            }

            previous = current;
        }

        return previous[right.Length];
    }
}
