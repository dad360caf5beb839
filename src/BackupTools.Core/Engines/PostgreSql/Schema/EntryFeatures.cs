using BackupTools.Abstractions;

namespace BackupTools.Engines.PostgreSql.Schema;

/// <summary>Which feature of a database each kind of entry is.</summary>
internal static class EntryFeatures
{
    /// <summary>The feature; null for what everything else stands in or on, and is never left out alone.</summary>
    public static DatabaseFeature? Of(ItemKind kind) => kind switch
    {
        ItemKind.Schema => null,
        ItemKind.DatabaseSettings => DatabaseFeature.Settings,
        ItemKind.Role => DatabaseFeature.Users,
        ItemKind.Extension => DatabaseFeature.Extensions,
        ItemKind.ShellType or ItemKind.EnumType or ItemKind.CompositeType or ItemKind.Domain or ItemKind.RangeType or ItemKind.BaseType =>
            DatabaseFeature.Types,
        ItemKind.Function or ItemKind.Aggregate => DatabaseFeature.Functions,
        ItemKind.Procedure => DatabaseFeature.Procedures,
        ItemKind.Language or ItemKind.AccessMethod or ItemKind.Operator or ItemKind.OperatorFamily or ItemKind.OperatorClass or ItemKind.Cast
            or ItemKind.Transform or ItemKind.Conversion or ItemKind.Collation => DatabaseFeature.Operators,
        ItemKind.TextSearchParser or ItemKind.TextSearchTemplate or ItemKind.TextSearchDictionary or ItemKind.TextSearchConfiguration =>
            DatabaseFeature.TextSearch,
        ItemKind.ForeignDataWrapper or ItemKind.ForeignServer or ItemKind.UserMapping or ItemKind.ForeignTable => DatabaseFeature.ForeignData,
        ItemKind.Table or ItemKind.TableAttachment or ItemKind.ColumnDefault => DatabaseFeature.Tables,
        ItemKind.Sequence or ItemKind.SequenceOwner => DatabaseFeature.Sequences,
        ItemKind.SequenceState => DatabaseFeature.Data,
        ItemKind.View or ItemKind.MaterializedView => DatabaseFeature.Views,
        ItemKind.MaterializedViewData => DatabaseFeature.Data,
        ItemKind.LargeObjects => DatabaseFeature.LargeObjects,
        ItemKind.CheckConstraint or ItemKind.NotNullConstraint or ItemKind.Constraint or ItemKind.ForeignKey => DatabaseFeature.Constraints,
        ItemKind.Index or ItemKind.IndexAttachment or ItemKind.Statistics => DatabaseFeature.Indexes,
        ItemKind.Rule => DatabaseFeature.Rules,
        ItemKind.Trigger or ItemKind.EventTrigger => DatabaseFeature.Triggers,
        ItemKind.Policy or ItemKind.RowSecurity => DatabaseFeature.Policies,
        ItemKind.Publication or ItemKind.PublicationTable or ItemKind.PublicationSchema or ItemKind.Subscription => DatabaseFeature.Replication,
        ItemKind.DefaultPrivileges or ItemKind.Privileges => DatabaseFeature.Privileges,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    /// <summary>The feature of an entry in its schema: the attachment of a constraint's index is the constraint's.</summary>
    public static DatabaseFeature? Of(IReadOnlyList<SchemaEntry> entries, int index) =>
        entries[index].Kind == ItemKind.IndexAttachment && entries[index].DependsOn.Any(d => entries[d].Kind == ItemKind.Constraint)
            ? DatabaseFeature.Constraints
            : Of(entries[index].Kind);

    /// <summary>True for what <c>-Table</c> can name.</summary>
    public static bool IsRelation(ItemKind kind) => kind is ItemKind.Table or ItemKind.ForeignTable or ItemKind.View
        or ItemKind.MaterializedView or ItemKind.Sequence;

    /// <summary>
    /// True for what only makes sense where everything it connects is there: it is left out where one of them is, and
    /// never brings one along.
    /// </summary>
    public static bool IsConnection(ItemKind kind) => kind is ItemKind.ForeignKey or ItemKind.TableAttachment or ItemKind.IndexAttachment
        or ItemKind.SequenceOwner or ItemKind.PublicationTable or ItemKind.PublicationSchema;

    /// <summary>The same of an entry in its schema: a trigger that a partition has by its attachment is of that kind too.</summary>
    public static bool IsConnection(IReadOnlyList<SchemaEntry> entries, int index) => IsConnection(entries[index].Kind)
        || (entries[index].Kind == ItemKind.Trigger && entries[index].DependsOn.Any(d => entries[d].Kind == ItemKind.TableAttachment));
}
