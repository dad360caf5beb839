using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Catalog;
using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Engines.PostgreSql.Schema.Selection;
using BackupTools.Engines.PostgreSql.Text;

namespace BackupTools.Engines.PostgreSql.Reading;

/// <summary>The part of a database's schema that the user chose, in one view.</summary>
internal sealed class SelectedSchema
{
    private readonly HashSet<(string? Schema, string Name)> _tables;

    private SelectedSchema(IReadOnlyList<SchemaEntry> entries, IReadOnlyList<SchemaEntry> leftOut)
    {
        Entries = entries;
        LeftOut = leftOut;
        _tables = [.. entries.Where(e => e.Kind == ItemKind.Table).Select(e => (e.Schema, e.Name))];
    }

    /// <summary>Its entries, in restore order.</summary>
    public IReadOnlyList<SchemaEntry> Entries { get; }

    /// <summary>What was left out although nobody said so.</summary>
    public IReadOnlyList<SchemaEntry> LeftOut { get; }

    /// <summary>True where large objects are chosen, and there are any.</summary>
    public bool HasLargeObjects => Entries.Any(e => e.Kind == ItemKind.LargeObjects);

    /// <summary>Reads it.</summary>
    public static async Task<SelectedSchema> ReadAsync(Snapshot snapshot, BackupRequest request, CancellationToken cancellationToken)
    {
        IReadOnlyList<SchemaEntry> all = await snapshot.GuardAsync(
            $"Reading the schema of the database '{snapshot.Database}'",
            () => DatabaseSchema.ReadAsync(snapshot.Session, request.IncludePasswordHashes, cancellationToken));
        IReadOnlyList<SchemaEntry> chosen = EntrySelection.Apply(all, request.Selection, $"The database '{snapshot.Database}'");
        return new SelectedSchema(chosen, SelectionLoss.Find(all, chosen, request.Selection));
    }

    /// <summary>True where the table is chosen.</summary>
    public bool Has(TableName table) => _tables.Contains((table.Schema, table.Name));

    /// <summary>
    /// The tables that are either chosen or among these, but not both; null where they are the same. One that is locked but
    /// not in the schema would be lost with its rows.
    /// </summary>
    public string? DifferenceTo(IReadOnlyList<TableName> tables)
    {
        IEnumerable<(string?, string)> missing = tables.Where(t => !Has(t)).Select(t => ((string?)t.Schema, t.Name));
        IEnumerable<(string?, string)> unlocked = _tables.Except(tables.Select(t => ((string?)t.Schema, t.Name)));
        string names = string.Join(", ", missing.Concat(unlocked).Select(t => $"{t.Item1}.{t.Item2}"));
        return names.Length == 0 ? null : names;
    }
}
