using BackupTools.Abstractions;

namespace BackupTools.Engines.PostgreSql.Schema;

/// <summary>
/// Everything that is to be known of a kind of object, a row each; everybody asks here. The rows stand in the order of what does
/// not depend on each other. A new kind is its name, its row, and the reader that finds it in the catalogs.
/// </summary>
internal static class ItemKinds
{
    private static readonly KindTraits[] Table =
    [
        new(ItemKind.Role, Section.PreData, DatabaseFeature.Users, "roles") { Phase = RestorePhase.Roles, Trial = TrialUse.Unchanged },
        new(ItemKind.DatabaseSettings, Section.PreData, DatabaseFeature.Settings, "settings") { Phase = RestorePhase.Database, NamesRoles = true },
        new(ItemKind.Schema, Section.PreData, null, "schemas") { PrecedesRows = true },
        new(ItemKind.Language, Section.PreData, DatabaseFeature.Operators, "languages") { Trial = TrialUse.NeedsSuperuser },
        new(ItemKind.Collation, Section.PreData, DatabaseFeature.Operators, "operators"),
        new(ItemKind.Extension, Section.PreData, DatabaseFeature.Extensions, "extensions") { PrecedesRows = true, Trial = TrialUse.MadeBefore },
        new(ItemKind.ShellType, Section.PreData, DatabaseFeature.Types, "types") { Trial = TrialUse.NeedsSuperuser },
        new(ItemKind.EnumType, Section.PreData, DatabaseFeature.Types, "types") { PrecedesRows = true },
        new(ItemKind.CompositeType, Section.PreData, DatabaseFeature.Types, "types") { PrecedesRows = true },
        new(ItemKind.Domain, Section.PreData, DatabaseFeature.Types, "types") { PrecedesRows = true },
        new(ItemKind.RangeType, Section.PreData, DatabaseFeature.Types, "types") { PrecedesRows = true },
        new(ItemKind.BaseType, Section.PreData, DatabaseFeature.Types, "types")
        {
            PrecedesRows = true, StandIn = StandInShape.Type, Trial = TrialUse.NeedsSuperuser,
        },
        new(ItemKind.Transform, Section.PreData, DatabaseFeature.Operators, "operators") { Trial = TrialUse.NeedsSuperuser },
        new(ItemKind.Cast, Section.PreData, DatabaseFeature.Operators, "operators") { Trial = TrialUse.NeedsSuperuser },
        new(ItemKind.Function, Section.PreData, DatabaseFeature.Functions, "functions")
        {
            StandIn = StandInShape.Routine, RunsCode = true, Trial = TrialUse.ByDefinition,
        },
        new(ItemKind.Procedure, Section.PreData, DatabaseFeature.Procedures, "procedures")
        {
            StandIn = StandInShape.Routine, RunsCode = true, Trial = TrialUse.ByDefinition,
        },
        new(ItemKind.Aggregate, Section.PreData, DatabaseFeature.Functions, "functions") { RunsCode = true, Trial = TrialUse.ByDefinition },
        new(ItemKind.AccessMethod, Section.PreData, DatabaseFeature.Operators, "operators") { Trial = TrialUse.NeedsSuperuser },
        new(ItemKind.Operator, Section.PreData, DatabaseFeature.Operators, "operators") { RunsCode = true },
        new(ItemKind.OperatorFamily, Section.PreData, DatabaseFeature.Operators, "operators") { Trial = TrialUse.NeedsSuperuser },
        new(ItemKind.OperatorClass, Section.PreData, DatabaseFeature.Operators, "operators") { Trial = TrialUse.NeedsSuperuser },
        new(ItemKind.Conversion, Section.PreData, DatabaseFeature.Operators, "operators"),
        new(ItemKind.TextSearchParser, Section.PreData, DatabaseFeature.TextSearch, "text-search") { Trial = TrialUse.NeedsSuperuser },
        new(ItemKind.TextSearchTemplate, Section.PreData, DatabaseFeature.TextSearch, "text-search") { Trial = TrialUse.NeedsSuperuser },
        new(ItemKind.TextSearchDictionary, Section.PreData, DatabaseFeature.TextSearch, "text-search"),
        new(ItemKind.TextSearchConfiguration, Section.PreData, DatabaseFeature.TextSearch, "text-search"),
        new(ItemKind.ForeignDataWrapper, Section.PreData, DatabaseFeature.ForeignData, "foreign-data") { Trial = TrialUse.NeedsSuperuser },
        new(ItemKind.ForeignServer, Section.PreData, DatabaseFeature.ForeignData, "foreign-data"),
        new(ItemKind.UserMapping, Section.PreData, DatabaseFeature.ForeignData, "foreign-data") { NamesRoles = true },
        new(ItemKind.Sequence, Section.PreData, DatabaseFeature.Sequences, "sequences")
        {
            Relation = RelationShape.Sequence, PrecedesRows = true, Drop = "DROP SEQUENCE IF EXISTS {name}",
        },
        new(ItemKind.Table, Section.PreData, DatabaseFeature.Tables, "tables")
        {
            Relation = RelationShape.Table, PrecedesRows = true, Drop = "DROP TABLE {name}",
        },
        new(ItemKind.ForeignTable, Section.PreData, DatabaseFeature.ForeignData, "foreign-data")
        {
            Relation = RelationShape.Table, PrecedesRows = true, Drop = "DROP FOREIGN TABLE {name}",
        },
        new(ItemKind.View, Section.PreData, DatabaseFeature.Views, "views")
        {
            Relation = RelationShape.Query, StandIn = StandInShape.View, Drop = "DROP VIEW {name}",
        },
        new(ItemKind.MaterializedView, Section.PreData, DatabaseFeature.Views, "views")
        {
            Relation = RelationShape.Query, Drop = "DROP MATERIALIZED VIEW {name}",
        },
        new(ItemKind.TableAttachment, Section.PreData, DatabaseFeature.Tables, "tables")
        {
            PrecedesRows = true, IsSecondary = true, IsConnection = true,
        },
        new(ItemKind.SequenceOwner, Section.PreData, DatabaseFeature.Sequences, "sequences") { IsSecondary = true, IsConnection = true },
        new(ItemKind.ColumnDefault, Section.PreData, DatabaseFeature.Tables, "tables"),
        new(ItemKind.LargeObjects, Section.PreData, DatabaseFeature.LargeObjects, "large-objects") { PrecedesRows = true },
        new(ItemKind.Privileges, Section.PreData, DatabaseFeature.Privileges, "privileges")
        {
            Phase = RestorePhase.Privileges, IsSecondary = true, NamesRoles = true, Trial = TrialUse.LeftOut,
        },
        new(ItemKind.SequenceState, Section.Data, DatabaseFeature.Data, "data") { PrecedesRows = true, IsSecondary = true },
        new(ItemKind.CheckConstraint, Section.PostData, DatabaseFeature.Constraints, "constraints")
        {
            Drop = "ALTER TABLE {table} DROP CONSTRAINT {part}",
        },
        new(ItemKind.NotNullConstraint, Section.PostData, DatabaseFeature.Constraints, "constraints")
        {
            Drop = "ALTER TABLE {table} DROP CONSTRAINT {part}",
        },
        new(ItemKind.Constraint, Section.PostData, DatabaseFeature.Constraints, "constraints")
        {
            Drop = "ALTER TABLE {table} DROP CONSTRAINT {part}",
        },
        new(ItemKind.Index, Section.PostData, DatabaseFeature.Indexes, "indexes") { Drop = "DROP INDEX {name}" },
        new(ItemKind.IndexAttachment, Section.PostData, DatabaseFeature.Indexes, "indexes") { IsSecondary = true, IsConnection = true },
        new(ItemKind.Statistics, Section.PostData, DatabaseFeature.Indexes, "indexes") { Drop = "DROP STATISTICS {name}" },
        new(ItemKind.Rule, Section.PostData, DatabaseFeature.Rules, "rules") { Drop = "DROP RULE {part} ON {table}" },
        new(ItemKind.Trigger, Section.PostData, DatabaseFeature.Triggers, "triggers") { Drop = "DROP TRIGGER {part} ON {table}" },
        new(ItemKind.ForeignKey, Section.PostData, DatabaseFeature.Constraints, "constraints")
        {
            IsConnection = true, Drop = "ALTER TABLE {table} DROP CONSTRAINT {part}",
        },
        new(ItemKind.Policy, Section.PostData, DatabaseFeature.Policies, "policies")
        {
            NamesRoles = true, GuardsRows = true, Drop = "DROP POLICY {part} ON {table}",
        },
        new(ItemKind.RowSecurity, Section.PostData, DatabaseFeature.Policies, "policies")
        {
            IsSecondary = true, GuardsRows = true, Drop = "ALTER TABLE ONLY {table} DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY",
        },
        new(ItemKind.Publication, Section.PostData, DatabaseFeature.Replication, "publications"),
        new(ItemKind.PublicationTable, Section.PostData, DatabaseFeature.Replication, "publications") { IsConnection = true },
        new(ItemKind.PublicationSchema, Section.PostData, DatabaseFeature.Replication, "publications")
        {
            IsConnection = true, Trial = TrialUse.LeftOut,
        },
        new(ItemKind.Subscription, Section.PostData, DatabaseFeature.Replication, "publications") { Trial = TrialUse.LeftOut },
        new(ItemKind.DefaultPrivileges, Section.PostData, DatabaseFeature.Privileges, "privileges")
        {
            Phase = RestorePhase.Privileges, NamesRoles = true, Trial = TrialUse.LeftOut,
        },
        new(ItemKind.MaterializedViewData, Section.PostData, DatabaseFeature.Data, "materialized-views")
        {
            Phase = RestorePhase.Deferred, IsSecondary = true,
        },

        // They would be called for everything that follows.
        new(ItemKind.EventTrigger, Section.PostData, DatabaseFeature.Triggers, "event-triggers")
        {
            Phase = RestorePhase.EventTriggers, Trial = TrialUse.LeftOut,
        },
    ];

    private static readonly KindTraits[] ByKind = Arrange();

    /// <summary>The rows, in their order.</summary>
    public static IReadOnlyList<KindTraits> All => Table;

    /// <summary>The row of a kind.</summary>
    public static KindTraits Of(ItemKind kind) => ByKind[(int)kind];

    private static KindTraits[] Arrange()
    {
        KindTraits[] byKind = new KindTraits[Enum.GetValues<ItemKind>().Length];
        for (int i = 0; i < Table.Length; i++)
            byKind[(int)Table[i].Kind] = Table[i] with { Rank = i };
        return byKind;
    }
}
