using BackupTools.Engines.MySql.Text;

namespace BackupTools.Engines.MySql.Schema;

/// <summary>What must hold among the entries of a schema that comes out of an archive.</summary>
internal static class SchemaRules
{
    private const int LongestName = 64;

    /// <summary>What is wrong, as the end of a sentence; null where nothing is.</summary>
    public static string? FindProblem(IReadOnlyList<SchemaEntry> entries)
    {
        HashSet<(int, string)> names = [];
        for (int i = 0; i < entries.Count; i++)
        {
            SchemaEntry entry = entries[i];
            string title = $"the entry {i} ({entry.Kind} {entry.Name})";
            if (entry.Name.Length is 0 or > LongestName || entry.Name.Contains('\0', StringComparison.Ordinal))
                return $"{title} has no name that a server takes";
            if (i > 0 && ItemKinds.PlaceOf(entry.Kind) < ItemKinds.PlaceOf(entries[i - 1].Kind))
                return $"{title} is not in restore order";
            if (entry.DependsOn.Any(d => d < 0 || d >= i))
                return $"{title} depends on what does not come before it";
            if (!names.Add((entry.Traits.IsRelation ? -1 : (int)entry.Kind, entry.Name)))
                return $"{title} is there twice";
            if (entry.Columns.Count > 0 && entry.Kind != ItemKind.Table)
                return $"{title} has rows and is no table";
            if (entry.IsBroken && entry.Kind != ItemKind.View)
                return $"{title} is broken and no view";
            if (entry.Settings is { } settings && FindProblem(settings) is { } wrong)
                return $"{title} {wrong}";
            if (!StatementKind.Makes(entry))
                return $"{title} has a statement that makes something else";
        }

        return null;
    }

    private static string? FindProblem(ProgramSettings settings)
    {
        bool isPlain = ((string?[])[settings.CharacterSet, settings.Collation, settings.DatabaseCollation])
            .All(n => n is null || DatabaseCollation.IsPlain(n));
        return isPlain ? null : "has a character set or a collation that is none";
    }
}
