namespace BackupTools.Engines.PostgreSql.Schema;

/// <summary>What must hold among the entries of a schema.</summary>
internal static class SchemaIndexRules
{
    /// <summary>What is wrong, as the end of a sentence; null where nothing is.</summary>
    public static string? FindProblem(IReadOnlyList<SchemaEntry> entries)
    {
        for (int i = 0; i < entries.Count; i++)
        {
            SchemaEntry entry = entries[i];
            string title = $"the entry {i} ({entry.Kind} {entry.Name})";
            if (i > 0 && SchemaScripts.PlaceOf(entry) < SchemaScripts.PlaceOf(entries[i - 1]))
                return $"{title} is not in restore order";
            if (entry.DependsOn.Any(d => d < 0 || d >= i))
                return $"{title} depends on what does not come before it";
            if (entry.Parent is { } parent && (parent < 0 || parent >= entries.Count))
                return $"{title} belongs to an entry that there is not";
            if (BelongsToItself(entries, i))
                return $"{title} belongs to itself";
        }

        return null;
    }

    private static bool BelongsToItself(IReadOnlyList<SchemaEntry> entries, int index)
    {
        int steps = 0;
        for (int? at = entries[index].Parent; at is { } parent && parent >= 0 && parent < entries.Count; at = entries[parent].Parent)
        {
            if (parent == index || ++steps > entries.Count)
                return true;
        }

        return false;
    }
}
