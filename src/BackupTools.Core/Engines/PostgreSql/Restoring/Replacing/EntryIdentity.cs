using BackupTools.Engines.PostgreSql.Schema;

namespace BackupTools.Engines.PostgreSql.Restoring.Replacing;

/// <summary>What makes an entry of one schema the counterpart of one of another.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Schema">The schema it is in.</param>
/// <param name="Name">Its name.</param>
/// <param name="Parent">What it belongs to: names of constraints and triggers are unique within their table only.</param>
internal readonly record struct EntryIdentity(ItemKind Kind, string? Schema, string Name, string? Parent)
{
    /// <summary>The identity of an entry. A sequence is the same whatever owns it.</summary>
    public static EntryIdentity Of(IReadOnlyList<SchemaEntry> entries, int index)
    {
        SchemaEntry entry = entries[index];
        if (entry.Parent is not { } parent)
            return new(entry.Kind, entry.Schema, entry.Name, null);
        return IsStandIn(entries, index) || !entry.Traits.IsRelation
            ? new(entry.Kind, entry.Schema, entry.Name, entries[parent].Name)
            : new(entry.Kind, entry.Schema, entry.Name, null);
    }

    /// <summary>True for what is made first because something needs it and it needs that.</summary>
    public static bool IsStandIn(IReadOnlyList<SchemaEntry> entries, int index) => entries[index] is { Parent: { } parent } entry
        && entries[parent].Kind == entry.Kind && entries[parent].Schema == entry.Schema && entries[parent].Name == entry.Name;
}
