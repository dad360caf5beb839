using BackupTools.Abstractions;
using BackupTools.Engines.MySql.Catalog;
using BackupTools.Engines.MySql.Schema;
using BackupTools.Engines.MySql.Schema.Selection;
using BackupTools.Engines.MySql.Sessions;

namespace BackupTools.Engines.MySql.Reading;

/// <summary>Reads the part of a database's schema that the user chose.</summary>
internal static class BackupSchema
{
    /// <summary>Reads it.</summary>
    /// <param name="session">The session, with the database chosen.</param>
    /// <param name="request">What is backed up.</param>
    /// <param name="tables">All tables of the database.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public static async Task<ChosenSchema> ReadAsync(
        ControlSession session, BackupRequest request, IReadOnlyList<StoredTable> tables, CancellationToken cancellationToken)
    {
        string database = session.Context.Database;
        ObjectSelection selection = request.Selection;
        IReadOnlyList<SchemaEntry> entries = await DatabaseSchema.ReadAsync(
            session, database, tables,
            kind => ItemKinds.Of(kind).IsRelation || (selection.Has(ItemKinds.Of(kind).Feature) && (kind == ItemKind.Trigger || selection.Tables.Count == 0)),
            cancellationToken);
        entries = [.. entries.Select(e => OwnDatabase.Remove(e, database))];
        return EntrySelection.Apply(entries, selection, database, $"The database '{database}'");
    }

    /// <summary>
    /// What differs between two readings, as the end of a sentence; null where nothing does. Where a counter stands may differ.
    /// </summary>
    public static string? DifferenceBetween(IReadOnlyList<SchemaEntry> before, IReadOnlyList<SchemaEntry> after)
    {
        Dictionary<(ItemKind, string), string> texts = before.ToDictionary(e => (e.Kind, e.Name), TextOf);
        foreach (SchemaEntry entry in after)
        {
            if (!texts.Remove((entry.Kind, entry.Name), out string? text))
                return $"the {entry.Traits.Words} '{entry.Name}' has been made";
            if (text != TextOf(entry))
                return $"the {entry.Traits.Words} '{entry.Name}' has been altered";
        }

        return texts.Count == 0 ? null : $"the {ItemKinds.Of(texts.Keys.First().Item1).Words} '{texts.Keys.First().Item2}' has been dropped";
    }

    private static string TextOf(SchemaEntry entry) => entry.Kind == ItemKind.Table && TableDefinition.Parse(entry.Create) is { } table
        ? table.WithoutCounter()
        : entry.Create;
}
