using System.Text;

namespace BackupTools.Tests.Servers.Dumps;

/// <summary>One entry that is not the same in two databases.</summary>
/// <param name="Original">The original's; null where only the restored database has it.</param>
/// <param name="Restored">The restored database's; null where only the original has it.</param>
internal sealed record DumpDifference(DumpEntry? Original, DumpEntry? Restored)
{
    private const int MostEntries = 20;
    private const int MostLines = 60;
    private const int LongestLine = 400;

    /// <summary>True where both have the entry.</summary>
    public bool IsChange => Original is not null && Restored is not null;

    /// <summary>Puts entries of the same type, schema and name side by side.</summary>
    public static List<DumpDifference> Pair(IReadOnlyList<DumpEntry> missing, IReadOnlyList<DumpEntry> extra)
    {
        List<DumpEntry> unpaired = [.. extra];
        List<DumpDifference> differences = [];
        foreach (DumpEntry entry in missing)
        {
            DumpEntry? other = unpaired.Find(e => e.Title == entry.Title);
            if (other is not null)
                unpaired.Remove(other);
            differences.Add(new DumpDifference(entry, other));
        }

        differences.AddRange(unpaired.Select(e => new DumpDifference(null, e)));
        return differences;
    }

    public static string Describe(IReadOnlyList<DumpDifference> differences)
    {
        StringBuilder text = new($"{differences.Count} entries of the two dumps differ:\n");
        foreach (DumpDifference difference in differences.Take(MostEntries))
            text.Append(difference).Append('\n');
        foreach (DumpDifference difference in differences.Skip(MostEntries))
            text.Append(difference.Headline).Append('\n');

        // The characters stand for the dump's bytes.
        return Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(text.ToString()));
    }

    public override string ToString() =>
        $"{Headline}\n{string.Join('\n', Lines(Original?.Text ?? "", Restored?.Text ?? "").Take(MostLines).Select(Shorten))}\n";

    private string Headline => (Original, Restored) switch
    {
        (null, { } extra) => $"EXTRA {extra.Title}",
        ({ } missing, null) => $"MISSING {missing.Title}",
        _ => $"DIFFERENT {Original!.Title}",
    };

    /// <summary>The lines that only one side has, between the first and the last difference, with two of the surroundings.</summary>
    private static IEnumerable<string> Lines(string original, string restored)
    {
        string[] left = original.Split('\n');
        string[] right = restored.Split('\n');
        int shorter = Math.Min(left.Length, right.Length);
        int start = 0;
        while (start < shorter && left[start] == right[start])
            start++;
        int tail = 0;
        while (tail < shorter - start && left[^(tail + 1)] == right[^(tail + 1)])
            tail++;

        // Of many rows only those are of interest that the other side has not; without any, the order is what differs.
        HashSet<string> inLeft = [.. left[start..^tail]];
        HashSet<string> inRight = [.. right[start..^tail]];
        if (inLeft.SetEquals(inRight))
            (inLeft, inRight) = ([], []);
        foreach (string line in left[Math.Max(0, start - 2)..start])
            yield return "  " + line;
        foreach (string line in left[start..^tail].Where(l => !inRight.Contains(l)))
            yield return "- " + line;
        foreach (string line in right[start..^tail].Where(l => !inLeft.Contains(l)))
            yield return "+ " + line;
    }

    private static string Shorten(string line) => line.Length <= LongestLine ? line : line[..LongestLine] + "...";
}
