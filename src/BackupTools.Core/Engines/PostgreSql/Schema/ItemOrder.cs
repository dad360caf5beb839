namespace BackupTools.Engines.PostgreSql.Schema;

/// <summary>
/// The order among what does not depend on each other: by kind, then by name, so that the same schema always gives the
/// same scripts, whatever the order of its making was.
/// </summary>
internal static class ItemOrder
{
    private static readonly ItemKind[] Kinds =
    [
        ItemKind.Role, ItemKind.DatabaseSettings, ItemKind.Schema, ItemKind.Language, ItemKind.Collation, ItemKind.Extension,
        ItemKind.ShellType, ItemKind.EnumType, ItemKind.CompositeType, ItemKind.Domain, ItemKind.RangeType, ItemKind.BaseType,
        ItemKind.Transform, ItemKind.Cast, ItemKind.Function, ItemKind.Procedure, ItemKind.Aggregate, ItemKind.AccessMethod,
        ItemKind.Operator, ItemKind.OperatorFamily, ItemKind.OperatorClass, ItemKind.Conversion, ItemKind.TextSearchParser,
        ItemKind.TextSearchTemplate, ItemKind.TextSearchDictionary, ItemKind.TextSearchConfiguration,
        ItemKind.ForeignDataWrapper, ItemKind.ForeignServer, ItemKind.UserMapping, ItemKind.Sequence, ItemKind.Table,
        ItemKind.ForeignTable, ItemKind.View, ItemKind.MaterializedView, ItemKind.TableAttachment, ItemKind.SequenceOwner,
        ItemKind.ColumnDefault, ItemKind.LargeObjects, ItemKind.Privileges, ItemKind.SequenceState,
        ItemKind.CheckConstraint, ItemKind.NotNullConstraint, ItemKind.Constraint, ItemKind.Index, ItemKind.IndexAttachment,
        ItemKind.Statistics, ItemKind.Rule, ItemKind.Trigger, ItemKind.ForeignKey, ItemKind.Policy, ItemKind.RowSecurity,
        ItemKind.Publication, ItemKind.PublicationTable, ItemKind.PublicationSchema, ItemKind.Subscription,
        ItemKind.DefaultPrivileges, ItemKind.MaterializedViewData,

        // They would be called for everything that follows.
        ItemKind.EventTrigger,
    ];

    private static readonly int[] Ranks = MakeRanks();

    /// <summary>Compares two items that are restored in the same section.</summary>
    public static int Compare(SchemaItem left, SchemaItem right)
    {
        int result = Ranks[(int)left.Kind].CompareTo(Ranks[(int)right.Kind]);
        if (result == 0)
            result = string.CompareOrdinal(left.Schema, right.Schema);
        if (result == 0)
            result = string.CompareOrdinal(left.Name, right.Name);
        return result == 0 ? string.CompareOrdinal(left.Create, right.Create) : result;
    }

    private static int[] MakeRanks()
    {
        int[] ranks = new int[Enum.GetValues<ItemKind>().Length];
        foreach (ItemKind kind in Enum.GetValues<ItemKind>())
        {
            int rank = Array.IndexOf(Kinds, kind);
            ranks[(int)kind] = rank >= 0 ? rank : throw new InvalidOperationException($"The kind {kind} has no place in the order.");
        }

        return ranks;
    }
}
