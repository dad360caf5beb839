namespace BackupTools.Engines.PostgreSql.Schema;

/// <summary>What an item of a schema is. The names are written into archives and are permanent.</summary>
internal enum ItemKind
{
    DatabaseSettings, Role, Schema, Extension, Language, AccessMethod,
    ShellType, EnumType, CompositeType, Domain, RangeType, BaseType,
    Function, Procedure, Aggregate, Operator, OperatorFamily, OperatorClass, Cast, Transform, Conversion, Collation,
    TextSearchParser, TextSearchTemplate, TextSearchDictionary, TextSearchConfiguration,
    ForeignDataWrapper, ForeignServer, UserMapping, ForeignTable,
    Table, Sequence, SequenceOwner, SequenceState, ColumnDefault, View, MaterializedView, MaterializedViewData,
    LargeObjects,

    /// <summary>A check constraint of a table or domain that stands on its own.</summary>
    CheckConstraint,

    /// <summary>A not-null constraint that stands on its own.</summary>
    NotNullConstraint,

    /// <summary>A primary key, unique or exclusion constraint.</summary>
    Constraint, ForeignKey, Index, IndexAttachment, TableAttachment, Statistics, Rule, Trigger, Policy, RowSecurity,
    EventTrigger, Publication, PublicationTable, PublicationSchema, Subscription, DefaultPrivileges,

    /// <summary>Grants on something that the system or an extension made.</summary>
    Privileges,
}
