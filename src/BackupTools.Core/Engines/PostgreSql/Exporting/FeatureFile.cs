using BackupTools.Engines.PostgreSql.Schema;

namespace BackupTools.Engines.PostgreSql.Exporting;

/// <summary>Which file of an export in several files an entry goes to.</summary>
internal static class FeatureFile
{
    /// <summary>The file for rows and the states of sequences.</summary>
    public const string Data = "data";

    /// <summary>The file for grants.</summary>
    public const string Privileges = "privileges";

    /// <summary>The files in the order that is preferred where dependencies leave a choice.</summary>
    private static readonly string[] Preferred =
    [
        "roles", "schemas", "extensions", "languages", "types", "functions", "procedures", "operators", "text-search", "sequences",
        "foreign-data", "tables", "views", "large-objects", Data, "constraints", "indexes", "triggers", "rules", "policies",
        Privileges, "materialized-views", "publications", "event-triggers", "settings",
    ];

    /// <summary>The file's name without its extension.</summary>
    public static string NameOf(ItemKind kind) => kind switch
    {
        ItemKind.Role => "roles",
        ItemKind.DatabaseSettings => "settings",
        ItemKind.Schema => "schemas",
        ItemKind.Extension => "extensions",
        ItemKind.Language => "languages",
        ItemKind.ShellType or ItemKind.EnumType or ItemKind.CompositeType or ItemKind.Domain or ItemKind.RangeType or ItemKind.BaseType => "types",
        ItemKind.Function or ItemKind.Aggregate => "functions",
        ItemKind.Procedure => "procedures",
        ItemKind.AccessMethod or ItemKind.Operator or ItemKind.OperatorFamily or ItemKind.OperatorClass or ItemKind.Cast
            or ItemKind.Transform or ItemKind.Conversion or ItemKind.Collation => "operators",
        ItemKind.TextSearchParser or ItemKind.TextSearchTemplate or ItemKind.TextSearchDictionary or ItemKind.TextSearchConfiguration => "text-search",
        ItemKind.ForeignDataWrapper or ItemKind.ForeignServer or ItemKind.UserMapping or ItemKind.ForeignTable => "foreign-data",
        ItemKind.Sequence or ItemKind.SequenceOwner => "sequences",
        ItemKind.SequenceState => Data,
        ItemKind.View or ItemKind.MaterializedView => "views",
        ItemKind.MaterializedViewData => "materialized-views",
        ItemKind.LargeObjects => "large-objects",
        ItemKind.CheckConstraint or ItemKind.NotNullConstraint or ItemKind.Constraint or ItemKind.ForeignKey => "constraints",
        ItemKind.Index or ItemKind.IndexAttachment or ItemKind.Statistics => "indexes",
        ItemKind.Rule => "rules",
        ItemKind.Trigger => "triggers",
        ItemKind.EventTrigger => "event-triggers",
        ItemKind.Policy or ItemKind.RowSecurity => "policies",
        ItemKind.Publication or ItemKind.PublicationTable or ItemKind.PublicationSchema or ItemKind.Subscription => "publications",
        ItemKind.DefaultPrivileges or ItemKind.Privileges => Privileges,
        _ => "tables",
    };

    /// <summary>How early a file is preferred.</summary>
    public static int RankOf(string file)
    {
        int rank = Array.IndexOf(Preferred, file);
        return rank < 0 ? Preferred.Length : rank;
    }
}
