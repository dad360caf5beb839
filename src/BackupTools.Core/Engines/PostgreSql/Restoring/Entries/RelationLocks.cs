using BackupTools.Engines.PostgreSql.Schema;

namespace BackupTools.Engines.PostgreSql.Restoring.Entries;

/// <summary>
/// Which relations an entry's statements lock, so that two that would wait for each other, or lock each other dead, do
/// not run at the same time.
/// </summary>
internal sealed class RelationLocks
{
    private readonly IReadOnlyList<SchemaEntry> _entries;
    private readonly Dictionary<int, List<int>> _children = [];
    private readonly Dictionary<int, (IReadOnlyCollection<int>, bool)> _known = [];

    /// <summary>Looks at the entries of an archive.</summary>
    public RelationLocks(IReadOnlyList<SchemaEntry> entries)
    {
        _entries = entries;
        for (int i = 0; i < entries.Count; i++)
        {
            if (entries[i].Kind == ItemKind.TableAttachment)
                AddChild(RelationOf(i), entries[i].DependsOn);
            else if (IsTable(i))
                AddChild(i, entries[i].DependsOn);
        }
    }

    /// <summary>The relation that an entry is, or belongs to; null where there is none.</summary>
    public int? RelationOf(int index)
    {
        int? at = index;
        while (at is { } i && !HasColumns(i))
            at = _entries[i].Parent;
        return at;
    }

    /// <summary>The relations that the entry locks, and whether others may lock them in the same way at the same time.</summary>
    public (IReadOnlyCollection<int> Relations, bool Shared) Of(int index)
    {
        if (!_known.TryGetValue(index, out (IReadOnlyCollection<int>, bool) locks))
            _known[index] = locks = Find(index);
        return locks;
    }

    /// <summary>The relation, its partitions and the tables that inherit from it, at any depth.</summary>
    public HashSet<int> WithDescendants(int relation)
    {
        HashSet<int> relations = [];
        AddWithDescendants(relations, relation);
        return relations;
    }

    private (IReadOnlyCollection<int>, bool) Find(int index)
    {
        SchemaEntry entry = _entries[index];
        if (entry.Kind is ItemKind.Index or ItemKind.MaterializedViewData)
            return (RelationOf(index) is { } own ? [own] : [], entry.Kind == ItemKind.Index);
        HashSet<int> relations = [];
        foreach (int i in entry.DependsOn.Append(index))
        {
            if (RelationOf(i) is { } relation)
                AddWithDescendants(relations, relation);
        }

        return (relations, false);
    }

    private void AddWithDescendants(HashSet<int> relations, int relation)
    {
        if (!relations.Add(relation))
            return;
        foreach (int child in _children.GetValueOrDefault(relation) ?? [])
            AddWithDescendants(relations, child);
    }

    /// <summary>A table's dependencies on tables are those that it inherits from; an attachment's are the two it joins.</summary>
    private void AddChild(int? child, IReadOnlyList<int> dependsOn)
    {
        foreach (int parent in dependsOn.Where(IsTable))
        {
            if (child is not { } c || parent == c)
                continue;
            if (!_children.TryGetValue(parent, out List<int>? children))
                _children[parent] = children = [];
            children.Add(c);
        }
    }

    private bool IsTable(int index) => _entries[index].Traits.IsTable;

    private bool HasColumns(int index) => _entries[index].Traits.HasColumns;
}
