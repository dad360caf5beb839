namespace BackupTools.Engines.PostgreSql.Schema.Ordering;

/// <summary>
/// The order among what does not depend on each other: by kind, then by name, so that the same schema always gives the
/// same scripts, whatever the order of its making was.
/// </summary>
internal static class ItemOrder
{
    /// <summary>Compares two items that are restored in the same section.</summary>
    public static int Compare(SchemaItem left, SchemaItem right)
    {
        int result = left.Traits.Rank.CompareTo(right.Traits.Rank);
        if (result == 0)
            result = string.CompareOrdinal(left.Schema, right.Schema);
        if (result == 0)
            result = string.CompareOrdinal(left.Name, right.Name);
        return result == 0 ? string.CompareOrdinal(left.Create, right.Create) : result;
    }
}
