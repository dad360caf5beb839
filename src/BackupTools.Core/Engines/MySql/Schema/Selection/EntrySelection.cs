using BackupTools.Abstractions;

namespace BackupTools.Engines.MySql.Schema.Selection;

/// <summary>
/// Cuts what a user chose out of a schema: the same for a backup and for a restore from a full one. What the chosen objects need
/// comes along, so that they can be made in an empty database.
/// </summary>
internal sealed class EntrySelection
{
    private readonly IReadOnlyList<SchemaEntry> _entries;
    private readonly ObjectSelection _selection;
    private readonly bool[] _chosen;

    private EntrySelection(IReadOnlyList<SchemaEntry> entries, ObjectSelection selection)
    {
        _entries = entries;
        _selection = selection;
        _chosen = new bool[entries.Count];
    }

    /// <summary>The chosen entries, in their order, and what was left out although nobody said so.</summary>
    /// <param name="entries">The whole schema.</param>
    /// <param name="selection">What is chosen.</param>
    /// <param name="database">The database, which is also the only schema that it has.</param>
    /// <param name="place">Where the schema is, for messages: <c>The database 'shop'</c>.</param>
    /// <exception cref="BackupException">
    /// <see cref="ErrorCode.TableNotFound"/> or <see cref="ErrorCode.ObjectNotFound"/> where a name matches nothing.
    /// </exception>
    public static ChosenSchema Apply(IReadOnlyList<SchemaEntry> entries, ObjectSelection selection, string database, string place)
    {
        if (selection.IsEverything)
            return new ChosenSchema(entries, []);
        if (selection.Schemas.FirstOrDefault(s => !NamePattern.IsMatch(s, database)) is { } schema)
        {
            throw new BackupException(
                ErrorCode.ObjectNotFound, $"{place} has no schema '{schema}'.", $"Its only schema is itself: leave {Setting.Schema} out.", schema);
        }

        EntrySelection apply = new(entries, selection);
        List<string> left = apply.Choose(database, place);
        return apply.Take(left);
    }

    private List<string> Choose(string database, string place)
    {
        HashSet<int> named = Find(_selection.Tables, database, place);
        HashSet<int> excluded = Find(_selection.ExcludedTables, database, place);
        for (int i = 0; i < _entries.Count; i++)
            _chosen[i] = _selection.Tables.Count == 0 || named.Contains(i) || (Owner(i) is { } owner && named.Contains(owner));
        // What a view needs comes before it, and so is found on the way back.
        for (int i = _entries.Count - 1; i >= 0; i--)
        {
            if (_chosen[i])
                _entries[i].DependsOn.ToList().ForEach(d => _chosen[d] = true);
        }

        for (int i = 0; i < _entries.Count; i++)
            _chosen[i] |= _selection.Tables.Count > 0 && Owner(i) is { } owner && _chosen[owner];
        List<string> left = [];
        for (int i = 0; i < _entries.Count; i++)
        {
            bool isExcluded = excluded.Contains(i) || (Owner(i) is { } owner && excluded.Contains(owner));
            bool isLost = !isExcluded && _entries[i].DependsOn.Any(excluded.Contains);
            if (!isExcluded && !isLost)
                continue;
            excluded.Add(i);
            if (isLost && _chosen[i])
                left.Add($"the {_entries[i].Traits.Words} '{_entries[i].Name}', which needs what is left out");
            _chosen[i] = false;
        }

        return left;
    }

    private ChosenSchema Take(List<string> left)
    {
        List<SchemaEntry> result = [];
        Dictionary<int, int> places = [];
        HashSet<string> tables = [.. _entries.Where((e, i) => _chosen[i] && e.Kind == ItemKind.Table).Select(e => e.Name)];
        for (int i = 0; i < _entries.Count; i++)
        {
            SchemaEntry entry = _entries[i];
            bool holdsData = entry.Columns.Count > 0 && _selection.Has(DatabaseFeature.Data);
            if (!_chosen[i] || (!_selection.Has(entry.Traits.Feature) && !(holdsData && _selection.DataOnly)))
                continue;
            places[i] = result.Count;
            result.Add(Cut(entry, tables, left) with
            {
                DependsOn = [.. entry.DependsOn.Where(places.ContainsKey).Select(d => places[d])],
                Columns = _selection.Has(DatabaseFeature.Data) ? entry.Columns : [],
                State = _selection.Has(DatabaseFeature.Data) ? entry.State : "",
            });
        }

        return new ChosenSchema(result, left);
    }

    /// <summary>The table without the keys that are not taken, and without foreign keys to what is not there.</summary>
    private SchemaEntry Cut(SchemaEntry entry, HashSet<string> tables, List<string> left)
    {
        if (entry.Kind != ItemKind.Table || TableDefinition.Parse(entry.Create) is not { } definition)
            return entry;
        bool withIndexes = _selection.Has(DatabaseFeature.Indexes) || (_selection.Included.Count > 0 && _selection.Has(DatabaseFeature.Tables) && !_selection.Excluded.Contains(DatabaseFeature.Indexes));
        bool withKeys = _selection.Has(DatabaseFeature.Constraints) || (_selection.Included.Count > 0 && !_selection.Excluded.Contains(DatabaseFeature.Constraints));
        bool keepsIndexes = withIndexes || definition.CountsUpOutsidePrimaryKey();
        bool isCut = false;
        string create = definition.With(part =>
        {
            bool isKept = part.Kind switch
            {
                TablePartKind.Index or TablePartKind.FullTextIndex => keepsIndexes,
                TablePartKind.ForeignKey => withKeys && IsThere(part, entry, tables, left),
                _ => true,
            };
            isCut |= !isKept;
            return isKept;
        });
        return isCut ? entry with { Create = create } : entry;
    }

    private static bool IsThere(TablePart foreignKey, SchemaEntry entry, HashSet<string> tables, List<string> left)
    {
        (string? database, string table) = TableDefinition.ReferenceOf(foreignKey);
        if (database is not null || tables.Contains(table) || tables.Contains(table.ToLowerInvariant()))
            return true;
        left.Add($"the foreign key '{foreignKey.Name}' of the table '{entry.Name}', which refers to '{table}'");
        return false;
    }

    private HashSet<int> Find(IReadOnlyList<string> patterns, string database, string place)
    {
        List<int> relations = [.. Enumerable.Range(0, _entries.Count).Where(i => _entries[i].Traits.IsRelation)];
        HashSet<int> found = [];
        foreach (string pattern in patterns)
        {
            IReadOnlyList<int> meant = NamePattern.Find(pattern, relations, _ => database, i => _entries[i].Name);
            if (meant.Count == 0)
            {
                throw new BackupException(
                    ErrorCode.TableNotFound, $"{place} has no table '{pattern}'.",
                    NameSuggestions.Remedy(pattern, relations.Select(i => _entries[i].Name), "It has no tables.", caseMatters: true), pattern);
            }

            found.UnionWith(meant);
        }

        return found;
    }

    /// <summary>The table that a trigger is of.</summary>
    private int? Owner(int index)
    {
        if (_entries[index].Table is not { } table)
            return null;
        for (int i = 0; i < index; i++)
        {
            if (_entries[i].Kind == ItemKind.Table && _entries[i].Name == table)
                return i;
        }

        return null;
    }
}

/// <summary>The part of a schema that was chosen.</summary>
/// <param name="Entries">Its entries, in restore order.</param>
/// <param name="LeftOut">What was left out although nobody said so: ends of a sentence.</param>
internal sealed record ChosenSchema(IReadOnlyList<SchemaEntry> Entries, IReadOnlyList<string> LeftOut)
{
    /// <summary>The tables whose rows are chosen.</summary>
    public IEnumerable<string> Tables => Entries.Where(e => e.Columns.Count > 0).Select(e => e.Name);
}
