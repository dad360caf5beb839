using BackupTools.Abstractions;

namespace BackupTools.Engines.PostgreSql.Schema.Selection;

/// <summary>
/// Cuts what a user chose out of a schema: the same for a backup and for a restore from a full one. What the chosen
/// objects need comes along, so that they can be made in an empty database.
/// </summary>
internal sealed class EntrySelection
{
    private readonly IReadOnlyList<SchemaEntry> _entries;
    private readonly ObjectSelection _selection;
    private readonly bool[] _chosen;
    private readonly bool[] _excluded;

    /// <summary>For each entry the partitioned tables that it is a partition of.</summary>
    private readonly List<int>[] _wholes;

    private EntrySelection(IReadOnlyList<SchemaEntry> entries, ObjectSelection selection)
    {
        _entries = entries;
        _selection = selection;
        _chosen = new bool[entries.Count];
        _excluded = new bool[entries.Count];
        _wholes = new List<int>[entries.Count];
        for (int i = 0; i < entries.Count; i++)
            _wholes[i] = [];
        foreach (SchemaEntry attachment in entries)
        {
            if (attachment is { Kind: ItemKind.TableAttachment, Parent: { } part })
                _wholes[part].AddRange(attachment.DependsOn.Where(d => d != part && entries[d].Traits.IsRelation));
        }
    }

    /// <summary>The chosen entries, in their order.</summary>
    /// <param name="entries">The whole schema.</param>
    /// <param name="selection">What is chosen.</param>
    /// <param name="place">Where the schema is, for messages: <c>The database 'shop'</c>.</param>
    /// <exception cref="BackupException">
    /// <see cref="ErrorCode.TableNotFound"/> or <see cref="ErrorCode.ObjectNotFound"/> where a name matches nothing.
    /// </exception>
    public static IReadOnlyList<SchemaEntry> Apply(IReadOnlyList<SchemaEntry> entries, ObjectSelection selection, string place)
    {
        if (selection.IsEverything)
            return entries;
        EntrySelection apply = new(entries, selection);
        apply.Choose(place);
        apply.Exclude();
        apply.Complete();
        apply.Disconnect();
        return apply.TakeFeatures();
    }

    private void Choose(string place)
    {
        HashSet<string> schemas = FindSchemas(place);
        HashSet<int> tables = FindRelations(_selection.Tables, place);
        HashSet<int> excluded = FindRelations(_selection.ExcludedTables, place);
        for (int i = 0; i < _entries.Count; i++)
        {
            bool bySchema = _selection.Schemas.Count == 0 || (SchemaOf(_entries[i]) is { } schema && schemas.Contains(schema));
            _chosen[i] = bySchema && (_selection.Tables.Count == 0 || tables.Contains(i));
            _excluded[i] = excluded.Contains(i) && _entries[i].Kind != ItemKind.Sequence;
        }
    }

    private HashSet<string> FindSchemas(string place)
    {
        HashSet<string> known = [.. _entries.Select(SchemaOf).OfType<string>()];
        HashSet<string> found = [];
        foreach (string pattern in _selection.Schemas)
        {
            IReadOnlyList<string> meant = NamePattern.Find(pattern, known);
            if (meant.Count == 0)
                {
                throw new BackupException(
                    ErrorCode.ObjectNotFound, $"{place} has no schema '{pattern}'.",
                    NameSuggestions.Remedy(pattern, known.Order(StringComparer.Ordinal), "It has no schemas.", caseMatters: true), pattern);
            }


            found.UnionWith(meant);
        }

        return found;
    }

    private HashSet<int> FindRelations(IReadOnlyList<string> patterns, string place)
    {
        List<int> relations = [.. Enumerable.Range(0, _entries.Count).Where(i => _entries[i].Traits.IsRelation)];
        HashSet<int> found = [];
        foreach (string pattern in patterns)
        {
            IReadOnlyList<int> meant = NamePattern.Find(pattern, relations, i => _entries[i].Schema ?? "", i => _entries[i].Name);
            if (meant.Count == 0)
                {
                throw new BackupException(
                    ErrorCode.TableNotFound, $"{place} has no table '{pattern}'.",
                    NameSuggestions.Remedy(pattern, relations.Select(NameOf), "It has no tables.", caseMatters: true), pattern);
            }


            found.UnionWith(meant);
        }

        return found;
    }

    private string NameOf(int index) => $"{_entries[index].Schema}.{_entries[index].Name}";

    private static string? SchemaOf(SchemaEntry entry) => entry.Kind == ItemKind.Schema ? entry.Name : entry.Schema;

    /// <summary>With an excluded table goes what belongs to it, its partitions, and what cannot be made without it.</summary>
    private void Exclude()
    {
        bool changed = Array.IndexOf(_excluded, true) >= 0;
        while (changed)
        {
            changed = false;
            for (int i = 0; i < _entries.Count; i++)
            {
                SchemaEntry entry = _entries[i];
                bool goes = (entry.Parent is { } parent && _excluded[parent])
                    || (!EntryFeatures.IsConnection(_entries, i) && entry.DependsOn.Any(d => _excluded[d]))
                    || _wholes[i].Any(w => _excluded[w]);
                if (goes && !_excluded[i])
                    _excluded[i] = changed = true;
            }
        }

        for (int i = 0; i < _entries.Count; i++)
            _chosen[i] &= !_excluded[i];
    }

    /// <summary>
    /// With each chosen entry comes what belongs to it, its partitions, and what it needs. What only connects others
    /// brings none of them along.
    /// </summary>
    private void Complete()
    {
        ILookup<int, int> belongings = Enumerable.Range(0, _entries.Count).Where(i => _entries[i].Parent is not null)
            .ToLookup(i => _entries[i].Parent!.Value);
        ILookup<int, int> partitions = _wholes.SelectMany((wholes, part) => wholes.Select(whole => (whole, part))).ToLookup(p => p.whole, p => p.part);
        Stack<int> open = new(Enumerable.Range(0, _entries.Count).Where(i => _chosen[i]));
        while (open.TryPop(out int at))
        {
            Choose(belongings[at].Concat(partitions[at]));
            if (!EntryFeatures.IsConnection(_entries, at))
                Choose(_entries[at].DependsOn);
            if (IsStandIn(at))
                Choose([_entries[at].Parent!.Value]);
        }

        void Choose(IEnumerable<int> others)
        {
            foreach (int other in others.Where(o => !_chosen[o] && !_excluded[o]))
            {
                _chosen[other] = true;
                open.Push(other);
            }
        }
    }

    private bool IsStandIn(int index) => _entries[index] is { Parent: { } parent } entry && parent > index
        && _entries[parent].Kind == entry.Kind && _entries[parent].Schema == entry.Schema && _entries[parent].Name == entry.Name;

    /// <summary>Leaves out what connects entries that are not all there, and roles that nobody names.</summary>
    private void Disconnect()
    {
        for (int i = 0; i < _entries.Count; i++)
        {
            if (EntryFeatures.IsConnection(_entries, i))
                _chosen[i] &= _entries[i].DependsOn.All(d => _chosen[d]);
        }

        HashSet<string> roles = [.. _entries.Where((e, i) => _chosen[i] && e.Kind != ItemKind.Role).SelectMany(e => e.Roles)];
        for (int i = _entries.Count - 1; i >= 0; i--)
        {
            if (_entries[i].Kind != ItemKind.Role)
                continue;
            _chosen[i] = roles.Contains(_entries[i].Name);
            if (_chosen[i])
                roles.UnionWith(_entries[i].DependsOn.Select(d => _entries[d].Name));
        }
    }

    /// <summary>Leaves out what is of no feature that is taken, and of the others the statements that are of none.</summary>
    private IReadOnlyList<SchemaEntry> TakeFeatures()
    {
        bool[] made = FeatureSelection.FindMade(_entries, _selection, _chosen);
        bool[] kept = [.. made.Select((isMade, i) => isMade || HoldsData(i, made))];
        return EntryList.Keep(
            [.. _entries.Select((entry, i) => WithoutLeftOut(entry, made[i] || entry.Traits.Feature == DatabaseFeature.Data))], kept);
    }

    /// <summary>
    /// True for rows, and what is done with them, that are taken without a definition. Rows of tables that are to be
    /// left out are not.
    /// </summary>
    private bool HoldsData(int index, bool[] made)
    {
        SchemaEntry entry = _entries[index];
        if (!_chosen[index] || !_selection.Has(DatabaseFeature.Data))
            return false;
        if (entry.Parent is { } parent && made[parent])
            return entry.Columns.Count > 0;
        return !_selection.Excluded.Contains(DatabaseFeature.Tables) && !_selection.Has(DatabaseFeature.Tables)
            && (entry.Columns.Count > 0 || entry.Traits.Feature == DatabaseFeature.Data);
    }

    /// <summary>The entry without the statements that are of a feature that is not taken. Rows alone have no owners.</summary>
    private SchemaEntry WithoutLeftOut(SchemaEntry entry, bool isMade)
    {
        bool isDefinition = isMade && !_selection.DataOnly;
        return entry with
        {
            Create = isMade ? entry.Create : "",
            SetOwner = isDefinition ? entry.SetOwner : "",
            Comments = isDefinition && _selection.Has(DatabaseFeature.Comments) ? entry.Comments : "",
            Privileges = isDefinition && _selection.Has(DatabaseFeature.Privileges) ? entry.Privileges : "",
            Columns = _selection.Has(DatabaseFeature.Data) ? entry.Columns : [],
            Roles = isDefinition ? entry.Roles : [],
        };
    }
}
