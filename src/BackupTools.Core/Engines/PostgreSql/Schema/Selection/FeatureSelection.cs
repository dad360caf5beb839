using BackupTools.Abstractions;

namespace BackupTools.Engines.PostgreSql.Schema.Selection;

/// <summary>
/// Finds which definitions are taken where only some features are asked for: theirs, with everything in them, and what
/// these cannot be made without, whatever its feature: with an index comes its table. Where tables are left out, what
/// belongs to them is left out too.
/// </summary>
internal sealed class FeatureSelection
{
    private readonly IReadOnlyList<SchemaEntry> _entries;
    private readonly ObjectSelection _selection;
    private readonly IReadOnlyList<bool> _chosen;
    private readonly ILookup<int, int> _belongings;
    private readonly bool[] _made;
    private readonly Stack<int> _open = new();

    private FeatureSelection(IReadOnlyList<SchemaEntry> entries, ObjectSelection selection, IReadOnlyList<bool> chosen)
    {
        _entries = entries;
        _selection = selection;
        _chosen = chosen;
        _made = new bool[entries.Count];
        _belongings = Enumerable.Range(0, entries.Count).Where(i => entries[i].Parent is not null).ToLookup(i => entries[i].Parent!.Value);
    }

    /// <summary>For each entry, whether its definition is taken.</summary>
    /// <param name="entries">The whole schema.</param>
    /// <param name="selection">What is chosen.</param>
    /// <param name="chosen">The entries that are chosen by their names.</param>
    public static bool[] FindMade(IReadOnlyList<SchemaEntry> entries, ObjectSelection selection, IReadOnlyList<bool> chosen)
    {
        FeatureSelection find = new(entries, selection, chosen);
        find.Run();
        return find._made;
    }

    private void Run()
    {
        for (int i = 0; i < _entries.Count; i++)
        {
            if (_entries[i].Parent is null)
                TakeAsked(i);
            else if (IsIncluded(i))
                TakeNeeded(i);
        }

        while (_open.TryPop(out int at))
        {
            if (!BringsNothing(at) || IsIncluded(at))
            {
                foreach (int needed in _entries[at].DependsOn)
                    TakeNeeded(needed);
            }

            foreach (int belonging in _belongings[at])
            {
                if (IsPartOfDefinition(belonging, at))
                    Take(belonging);
                else
                    TakeAsked(belonging);
            }
        }

        for (int i = 0; i < _entries.Count; i++)
        {
            if (BringsNothing(i))
                _made[i] &= _entries[i].DependsOn.All(d => _made[d]);
        }
    }

    /// <summary>
    /// True for a part of something whose feature is asked for by name: even a foreign key then brings the tables that it
    /// connects. State and grants are no parts to be made.
    /// </summary>
    private bool IsIncluded(int index) => _chosen[index] && _entries[index].Parent is { } parent
        && EntryFeatures.Of(_entries, index) is { } feature and not (DatabaseFeature.Data or DatabaseFeature.Privileges)
        && _selection.Included.Contains(feature) && _selection.Has(feature)
        && !(EntryFeatures.Of(_entries, parent) is { } whole && _selection.Excluded.Contains(whole));

    /// <summary>True for what is left out where something that it needs is: connections, and grants on another's members.</summary>
    private bool BringsNothing(int index) => EntryFeatures.IsConnection(_entries, index) || _entries[index].Kind == ItemKind.Privileges;

    /// <summary>True for what would be of the same feature, and for a sequence of a table, which may make an identity column.</summary>
    private bool IsPartOfDefinition(int belonging, int whole) => _entries[belonging].Kind == ItemKind.Sequence
        || EntryFeatures.Of(_entries, belonging) == EntryFeatures.Of(_entries, whole);

    private void TakeAsked(int index)
    {
        if (EntryFeatures.Of(_entries, index) is { } feature ? _selection.Has(feature) : _selection is { DataOnly: false, Included.Count: 0 })
            Take(index);
    }

    private void TakeNeeded(int index)
    {
        if (_entries[index].Parent is { } whole && !_made[whole])
            TakeNeeded(whole);
        Take(index);
    }

    private void Take(int index)
    {
        if (!_chosen[index] || _made[index])
            return;
        _made[index] = true;
        _open.Push(index);
    }
}
