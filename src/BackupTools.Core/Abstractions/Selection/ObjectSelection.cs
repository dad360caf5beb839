namespace BackupTools.Abstractions;

/// <summary>
/// Which part of a database is meant. The conditions are combined: an object is chosen where every one that is given
/// admits it. Names may have the wildcards <c>*</c> and <c>?</c>; one that matches nothing is an error.
/// </summary>
public sealed record ObjectSelection
{
    private const string Only = "only";
    private const string Without = "without";

    /// <summary>The whole database.</summary>
    public static ObjectSelection Everything { get; } = new();

    /// <summary>The schemas to take with everything in them; empty for all.</summary>
    public IReadOnlyList<string> Schemas { get; init; } = [];

    /// <summary>
    /// The tables to take, by name or <c>schema.name</c>, with what belongs to them (indexes, constraints, triggers …);
    /// empty for all, and then everything that is no table too.
    /// </summary>
    public IReadOnlyList<string> Tables { get; init; } = [];

    /// <summary>The tables to leave out, by name or <c>schema.name</c>.</summary>
    public IReadOnlyList<string> ExcludedTables { get; init; } = [];

    /// <summary>The only features to take; empty for all.</summary>
    public IReadOnlySet<DatabaseFeature> Included { get; init; } = new HashSet<DatabaseFeature>();

    /// <summary>The features to leave out.</summary>
    public IReadOnlySet<DatabaseFeature> Excluded { get; init; } = new HashSet<DatabaseFeature>();

    /// <summary>True to take definitions and no rows.</summary>
    public bool SchemaOnly { get; init; }

    /// <summary>True to take rows and no definitions; a restore then needs the tables to be there.</summary>
    public bool DataOnly { get; init; }

    /// <summary>True where nothing is left out.</summary>
    public bool IsEverything =>
        Schemas.Count == 0 && Tables.Count == 0 && ExcludedTables.Count == 0 && Included.Count == 0 && Excluded.Count == 0
        && !SchemaOnly && !DataOnly;

    /// <summary>True where the feature is taken.</summary>
    /// <param name="feature">The feature.</param>
    public bool Has(DatabaseFeature feature) =>
        (Included.Count == 0 || Included.Contains(feature)) && !Excluded.Contains(feature)
        && !(SchemaOnly && feature == DatabaseFeature.Data)
        && !(feature == DatabaseFeature.LargeObjects && (SchemaOnly || Excluded.Contains(DatabaseFeature.Data)))
        && !(DataOnly && feature is not (DatabaseFeature.Data or DatabaseFeature.LargeObjects));

    /// <summary>
    /// The same without the features that an archive does not have because they were left out when it was made. That an
    /// archive has no triggers then does not mean that there were none.
    /// </summary>
    /// <param name="made">What was chosen then, in the words of <see cref="Describe"/>; null for the whole database.</param>
    public ObjectSelection WithoutLeftOut(string? made)
    {
        HashSet<DatabaseFeature> missing = [];
        foreach (string part in (made ?? "").Split("; "))
        {
            if (part == "definitions only")
                missing.Add(DatabaseFeature.Data);
            else if (part == "rows only")
                missing.UnionWith(Enum.GetValues<DatabaseFeature>().Where(f => f is not (DatabaseFeature.Data or DatabaseFeature.LargeObjects)));
            else if (Features(part, Only) is { } only)
                missing.UnionWith(Enum.GetValues<DatabaseFeature>().Except(only));
            else if (Features(part, Without) is { } without)
                missing.UnionWith(without);
        }

        return missing.Count == 0 ? this : this with { Excluded = new HashSet<DatabaseFeature>(Excluded.Concat(missing)) };
    }

    /// <summary>The selection in words, as the manifest and <c>-WhatIf</c> say it; null for the whole database.</summary>
    public string? Describe()
    {
        List<string> parts = [];
        Add("schemas", Schemas);
        Add("tables", Tables);
        Add("without the tables", ExcludedTables);
        Add(Only, [.. Included.Order().Select(f => f.ToString())]);
        Add(Without, [.. Excluded.Order().Select(f => f.ToString())]);
        if (SchemaOnly)
            parts.Add("definitions only");
        if (DataOnly)
            parts.Add("rows only");
        return parts.Count == 0 ? null : string.Join("; ", parts);

        void Add(string what, IReadOnlyList<string> names)
        {
            if (names.Count > 0)
                parts.Add($"{what} {string.Join(", ", names)}");
        }
    }

    /// <summary>The features that a part of the description names; null where it is about something else.</summary>
    private static List<DatabaseFeature>? Features(string part, string beginning)
    {
        if (!part.StartsWith(beginning + " ", StringComparison.Ordinal))
            return null;
        List<DatabaseFeature> features = [];
        foreach (string name in part[(beginning.Length + 1)..].Split(", "))
        {
            if (!Enum.TryParse(name, out DatabaseFeature feature))
                return null;
            features.Add(feature);
        }

        return features;
    }
}
