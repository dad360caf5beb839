using BackupTools.Engines.PostgreSql.Text;

namespace BackupTools.Engines.PostgreSql.Schema.Scripts;

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
            IEnumerable<string?> names = [entry.Schema, entry.Name, entry.Owner, entry.RowFilter, .. entry.Columns, .. entry.Roles];
            if (names.Any(n => n is not null && n.Contains('\0', StringComparison.Ordinal)))
                return $"the entry {i} has a name with a zero character";
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

    /// <summary>What makes an entry's text anything but whole statements, as the end of a sentence; null where nothing does.</summary>
    public static string? FindProblemOfText(IReadOnlyList<SchemaEntry> entries)
    {
        for (int i = 0; i < entries.Count; i++)
        {
            SchemaEntry entry = entries[i];
            foreach (string text in (ReadOnlySpan<string>)[entry.Create, entry.SetOwner, entry.Comments, entry.Privileges])
            {
                if (ScriptText.FindProblem(text) is { } problem)
                    return $"the entry {i} ({entry.Kind} {entry.Name}) {problem}";
            }
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
