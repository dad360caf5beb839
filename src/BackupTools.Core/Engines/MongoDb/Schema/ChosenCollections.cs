using BackupTools.Abstractions;

namespace BackupTools.Engines.MongoDb.Schema;

/// <summary>The part of a database that was chosen.</summary>
/// <param name="Definitions">What makes it.</param>
/// <param name="LeftOut">What was left out although nobody said so: ends of a sentence.</param>
internal sealed record ChosenCollections(IReadOnlyList<CollectionDefinition> Definitions, IReadOnlyList<string> LeftOut)
{
    /// <summary>Cuts what a user chose out of a database: the same for a backup and for a restore from a full one.</summary>
    /// <param name="all">All that there is.</param>
    /// <param name="selection">What is chosen.</param>
    /// <param name="database">The database, which is also the only schema that it has.</param>
    /// <param name="place">Where they are, for messages: <c>The database 'shop'</c>.</param>
    /// <exception cref="BackupException"><see cref="ErrorCode.TableNotFound"/> or <see cref="ErrorCode.ObjectNotFound"/> where a name matches nothing.</exception>
    public static ChosenCollections Of(IReadOnlyList<CollectionDefinition> all, ObjectSelection selection, string database, string place)
    {
        if (selection.IsEverything)
            return new ChosenCollections(all, []);
        if (selection.Schemas.FirstOrDefault(s => !NamePattern.IsMatch(s, database)) is { } schema)
        {
            throw new BackupException(
                ErrorCode.ObjectNotFound, $"{place} has no schema '{schema}'.", $"Its only schema is itself: leave {Setting.Schema} out.", schema);
        }

        HashSet<string> chosen = selection.Tables.Count == 0 ? [.. all.Select(c => c.Name)] : WithNeeds(all, Find(all, selection.Tables, database, place));
        HashSet<string> excluded = Find(all, selection.ExcludedTables, database, place);
        List<string> left = [];
        foreach (CollectionDefinition view in all.Where(c => chosen.Contains(c.Name) && !excluded.Contains(c.Name) && WithNeeds(all, [c.Name]).Overlaps(excluded)).ToList())
        {
            left.Add($"the view '{view.Name}', which needs what is left out");
            chosen.Remove(view.Name);
        }

        return new ChosenCollections([.. all.Where(c => chosen.Contains(c.Name) && !excluded.Contains(c.Name) && IsTaken(c, selection)).Select(c => Cut(c, selection))], left);
    }

    private static bool IsTaken(CollectionDefinition definition, ObjectSelection selection) => definition.Kind == CollectionKind.View
        ? selection.Has(DatabaseFeature.Views)
        : selection.Has(DatabaseFeature.Tables) || selection.Has(DatabaseFeature.Data);

    private static CollectionDefinition Cut(CollectionDefinition definition, ObjectSelection selection)
    {
        if (definition.Kind == CollectionKind.View)
            return definition;
        bool withAll = selection.Included.Count > 0 && selection.Has(DatabaseFeature.Tables);
        bool Keeps(DatabaseFeature feature) => selection.Has(feature) || (withAll && !selection.Excluded.Contains(feature));
        return definition with
        {
            Indexes = Keeps(DatabaseFeature.Indexes) ? definition.Indexes : [],
            Options = Keeps(DatabaseFeature.Constraints) ? definition.Options : definition.WithoutValidation(),
            HasDocuments = selection.Has(DatabaseFeature.Data) && definition.HasDocuments,
        };
    }

    /// <summary>The names, and those that the views among them read.</summary>
    private static HashSet<string> WithNeeds(IReadOnlyList<CollectionDefinition> all, IEnumerable<string> names)
    {
        Dictionary<string, CollectionDefinition> known = all.ToDictionary(c => c.Name, StringComparer.Ordinal);
        HashSet<string> found = [];
        Stack<string> open = new(names);
        while (open.TryPop(out string? name))
        {
            if (!known.TryGetValue(name, out CollectionDefinition? definition) || !found.Add(name))
                continue;
            foreach (string need in definition.Needs)
                open.Push(need);
        }

        return found;
    }

    private static HashSet<string> Find(IReadOnlyList<CollectionDefinition> all, IReadOnlyList<string> patterns, string database, string place)
    {
        HashSet<string> found = [];
        foreach (string pattern in patterns)
        {
            IReadOnlyList<CollectionDefinition> meant = NamePattern.Find(pattern, all, _ => database, c => c.Name);
            if (meant.Count == 0)
            {
                throw new BackupException(
                    ErrorCode.TableNotFound, $"{place} has no collection '{pattern}'.",
                    NameSuggestions.Remedy(pattern, all.Select(c => c.Name), "It has no collections.", caseMatters: true), pattern);
            }

            found.UnionWith(meant.Select(c => c.Name));
        }

        return found;
    }
}
