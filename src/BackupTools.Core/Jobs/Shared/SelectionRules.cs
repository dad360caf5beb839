using BackupTools.Abstractions;

namespace BackupTools.Jobs;

/// <summary>Refuses selections that contradict themselves, whatever the engine.</summary>
internal static class SelectionRules
{
    /// <summary>Checks before anything is opened.</summary>
    /// <param name="selection">The selection.</param>
    /// <exception cref="BackupException"><see cref="ErrorCode.InvalidArgument"/>, naming the parts that contradict each other.</exception>
    public static void Check(ObjectSelection selection)
    {
        if (selection is { SchemaOnly: true, DataOnly: true })
            throw Refused("SchemaOnly takes no rows and DataOnly nothing else: together they take nothing.", "Leave one of the two out.");
        if (selection.Included.Intersect(selection.Excluded).Order().ToList() is { Count: > 0 } both)
            throw Refused($"{string.Join(", ", both)} cannot be included and excluded.", "Name a feature in one of the two.");
        if (selection.SchemaOnly && selection.Included.Contains(DatabaseFeature.Data))
            throw Refused("SchemaOnly takes no rows, and Include asks for Data.", "Leave one of the two out.");
        if (selection.DataOnly && selection.Excluded.Contains(DatabaseFeature.Data))
            throw Refused("DataOnly takes the rows, and Exclude leaves Data out.", "Leave one of the two out.");
        if (selection.DataOnly && selection.Included.Where(f => !selection.Has(f)).Order().ToList() is { Count: > 0 } definitions)
            throw Refused($"DataOnly takes rows only, and Include asks for {string.Join(", ", definitions)}.", "Leave one of the two out.");
        if (!Enum.GetValues<DatabaseFeature>().Any(selection.Has))
            throw Refused("The selection leaves out every feature.", "Name fewer features in Exclude.");
        IEnumerable<string> names = selection.Schemas.Concat(selection.Tables).Concat(selection.ExcludedTables);
        if (names.Any(string.IsNullOrWhiteSpace))
            throw Refused("A name in the selection is empty.", "Leave it out, or write * for all.");
        if (selection.Tables.Intersect(selection.ExcludedTables).FirstOrDefault() is { } table)
            throw Refused($"The table '{table}' cannot be chosen and left out.", "Name it once.");
    }

    private static BackupException Refused(string what, string remedy) => new(ErrorCode.InvalidArgument, what, remedy);
}
