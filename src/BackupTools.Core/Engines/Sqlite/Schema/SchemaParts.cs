using BackupTools.Abstractions;

namespace BackupTools.Engines.Sqlite.Schema;

/// <summary>Which parts of a database a selection takes, as SQLite can honor it; every part of a selection that it cannot is refused.</summary>
/// <param name="Tables">The tables as the database writes them; null for all.</param>
/// <param name="Data">True to take rows.</param>
/// <param name="Indexes">True to take indexes that are statements of their own.</param>
/// <param name="Triggers">True to take triggers.</param>
/// <param name="Views">True to take views, with their triggers.</param>
internal sealed record SchemaParts(IReadOnlyList<string>? Tables, bool Data, bool Indexes, bool Triggers, bool Views)
{
    private const string Schema = "main";

    private static readonly DatabaseFeature[] Known =
        [DatabaseFeature.Tables, DatabaseFeature.Data, DatabaseFeature.Indexes, DatabaseFeature.Views, DatabaseFeature.Triggers];

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

    /// <summary>Refuses what SQLite has not, before anything is opened.</summary>
    /// <exception cref="BackupException">Naming the parameter.</exception>
    public static void Check(ObjectSelection selection)
    {
        if (selection.DataOnly || !selection.Has(DatabaseFeature.Tables))
        {
            throw Missing(
                $"{(selection.DataOnly ? "-DataOnly" : "-Include or -Exclude")} leaves out the definitions of the tables, and SQLite's rows go with them.",
                "Take the tables too; Restore-Database -IfExists Append adds their rows to tables that exist.");
        }

        if (selection.Included.Concat(selection.Excluded).Except(Known).Order().ToList() is { Count: > 0 } unknown)
        {
            throw Missing(
                $"{string.Join(", ", unknown)}: a backup of SQLite does not have {(unknown.Count == 1 ? "this" : "these")} as a part of its own.",
                $"-Include and -Exclude know here: {string.Join(", ", Known)}.");
        }

        foreach (string schema in selection.Schemas)
        {
            if (!NamePattern.IsMatch(schema, Schema, ignoreCase: true))
            {
                throw new BackupException(
                    ErrorCode.ObjectNotFound, $"A backup of SQLite has no schema '{schema}'.", $"It has only {Schema}: leave -Schema out.", schema);
            }
        }
    }

    /// <summary>Refuses settings about users, which SQLite has not.</summary>
    /// <param name="settings">Each parameter with whether it was given.</param>
    /// <exception cref="BackupException">Naming the parameter.</exception>
    public static void CheckUsers(params (string Parameter, bool IsGiven)[] settings)
    {
        foreach ((string parameter, bool isGiven) in settings)
        {
            if (isGiven)
                throw Missing($"{parameter} means nothing for SQLite, which has no users.", $"Leave {parameter} out.");
        }
    }

    private static BackupException Missing(string what, string remedy) => new(ErrorCode.CapabilityMissing, what, remedy);
}
