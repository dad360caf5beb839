using BackupTools.Abstractions;

namespace BackupTools.Engines.PostgreSql.Schema.Selection;

/// <summary>
/// Finds what a selection leaves out although nobody said so: foreign keys to tables that are not chosen, members of
/// publications, and what cannot be made without an excluded table.
/// </summary>
internal static class SelectionLoss
{
    /// <summary>The entries, in their order.</summary>
    /// <param name="all">The whole schema.</param>
    /// <param name="chosen">What was chosen of it.</param>
    /// <param name="selection">The selection.</param>
    public static IReadOnlyList<SchemaEntry> Find(IReadOnlyList<SchemaEntry> all, IReadOnlyList<SchemaEntry> chosen, ObjectSelection selection)
    {
        if (selection.DataOnly || selection.Schemas.Count + selection.Tables.Count + selection.ExcludedTables.Count == 0)
            return [];
        HashSet<(ItemKind, string?, string, string?)> kept = Identities(chosen);
        HashSet<int> lost = [];
        List<SchemaEntry> result = [];
        List<int> relations = [.. Enumerable.Range(0, all.Count).Where(i => all[i].Traits.IsRelation)];
        HashSet<int> named =
            [.. selection.ExcludedTables.SelectMany(p => NamePattern.Find(p, relations, i => all[i].Schema ?? "", i => all[i].Name))];
        HashSet<(ItemKind, string?, string, string?)> wanted = named.Count == 0
            ? kept
            : Identities(EntrySelection.Apply(all, selection with { ExcludedTables = [] }, ""));
        for (int i = 0; i < all.Count; i++)
        {
            SchemaEntry entry = all[i];
            if (kept.Contains(Identity(all, entry)) || !(EntryFeatures.Of(all, i) is { } feature && selection.Has(feature)))
                continue;
            bool isCut = entry.Traits.IsConnection && entry.Parent is { } parent && kept.Contains(Identity(all, all[parent]));
            bool isNamed = named.Contains(i);
            bool isBelonging = entry.Parent is { } owner && lost.Contains(owner);
            bool isWanted = wanted.Contains(Identity(all, entry)) && entry.Kind != ItemKind.Role;
            if (isWanted)
                lost.Add(i);
            if (isCut || (isWanted && !isNamed && !isBelonging))
                result.Add(entry);
        }

        return result;
    }

    private static HashSet<(ItemKind, string?, string, string?)> Identities(IReadOnlyList<SchemaEntry> entries) =>
        [.. entries.Select(e => Identity(entries, e))];

    /// <summary>Constraints have names that are unique within their table only.</summary>
    private static (ItemKind Kind, string? Schema, string Name, string? Parent) Identity(IReadOnlyList<SchemaEntry> entries, SchemaEntry entry) =>
        (entry.Kind, entry.Schema, entry.Name, entry.Parent is { } parent ? entries[parent].Name : null);
}
