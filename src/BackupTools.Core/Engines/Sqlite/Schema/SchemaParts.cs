using BackupTools.Abstractions;

namespace BackupTools.Engines.Sqlite.Schema;

/// <summary>Which parts of a database a selection takes, as SQLite has them.</summary>
/// <param name="Tables">The tables as the database writes them; null for all.</param>
/// <param name="Data">True to take rows.</param>
/// <param name="Indexes">True to take indexes that are statements of their own.</param>
/// <param name="Triggers">True to take triggers.</param>
/// <param name="Views">True to take views, with their triggers.</param>
internal sealed record SchemaParts(IReadOnlyList<string>? Tables, bool Data, bool Indexes, bool Triggers, bool Views)
{
    /// <summary>The whole database.</summary>
    public static SchemaParts Everything { get; } = new(null, true, true, true, true);

    /// <summary>True where nothing is left out.</summary>
    public bool IsEverything => this == Everything;

    /// <summary>True where the table is taken.</summary>
    public bool HasTable(string name) => Tables is null || Tables.Contains(name);

    /// <summary>True where the index, trigger or view is taken, as far as its kind says.</summary>
    public bool HasKind(SchemaEntry entry) => entry.Type switch
    {
        "index" => Indexes,
        "trigger" => Triggers,
        _ => Views,
    };

    /// <summary>The parts that a selection takes of the tables that there are.</summary>
    /// <param name="selection">What the user chose.</param>
    /// <param name="tables">The tables.</param>
    public static SchemaParts Of(ObjectSelection selection, TableNames tables) => selection.IsEverything
        ? Everything
        : new SchemaParts(
            selection is { Tables.Count: 0, ExcludedTables.Count: 0 } ? null : tables.Resolve(selection),
            selection.Has(DatabaseFeature.Data),
            selection.Has(DatabaseFeature.Indexes),
            selection.Has(DatabaseFeature.Triggers),
            selection.Has(DatabaseFeature.Views) && selection.Tables.Count == 0);
}
