using BackupTools.Abstractions;

namespace BackupTools.Engines.PostgreSql.Schema;

/// <summary>What an entry is in its schema, where its kind alone does not say it.</summary>
internal static class EntryFeatures
{
    /// <summary>The feature of an entry in its schema: the attachment of a constraint's index is the constraint's.</summary>
    public static DatabaseFeature? Of(IReadOnlyList<SchemaEntry> entries, int index) =>
        entries[index].Kind == ItemKind.IndexAttachment && entries[index].DependsOn.Any(d => entries[d].Kind == ItemKind.Constraint)
            ? DatabaseFeature.Constraints
            : entries[index].Traits.Feature;

    /// <summary><see cref="KindTraits.IsConnection"/> of an entry in its schema: a trigger that a partition has by its attachment is of that kind too.</summary>
    public static bool IsConnection(IReadOnlyList<SchemaEntry> entries, int index) => entries[index].Traits.IsConnection
        || (entries[index].Kind == ItemKind.Trigger && entries[index].DependsOn.Any(d => entries[d].Kind == ItemKind.TableAttachment));
}
