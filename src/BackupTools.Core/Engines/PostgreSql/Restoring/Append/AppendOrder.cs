using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Restoring.Entries;
using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Engines.Shared;

namespace BackupTools.Engines.PostgreSql.Restoring.Append;

/// <summary>
/// The order in which rows are added to tables whose foreign keys are in force: referenced tables first. Where they
/// refer to each other in a circle there is none: see <see cref="AppendCircles"/>.
/// </summary>
internal sealed class AppendOrder
{
    private readonly RestoreContents _contents;
    private readonly Dictionary<int, HashSet<int>> _referenced = [];

    /// <summary>Looks at the foreign keys of the archive.</summary>
    public AppendOrder(RestoreContents contents)
    {
        _contents = contents;
        RelationLocks relations = new(contents.Entries);
        for (int i = 0; i < contents.Entries.Count; i++)
        {
            if (contents.Entries[i].Kind != ItemKind.ForeignKey || relations.RelationOf(i) is not { } table)
                continue;
            HashSet<int> referencing = relations.WithDescendants(table);
            List<int> others = [.. contents.Entries[i].DependsOn.Select(relations.RelationOf).OfType<int>().Where(r => r != table)];
            HashSet<int> referenced = others.Count == 0 ? referencing : [.. others.SelectMany(relations.WithDescendants)];
            foreach (int child in referencing)
            {
                if (!_referenced.TryGetValue(child, out HashSet<int>? known))
                    _referenced[child] = known = [];
                known.UnionWith(referenced);
            }
        }

        InCircles = [.. StrongComponents.Find(_referenced.Keys, t => _referenced[t]).SelectMany(c => c).Select(t => contents.Entries[t])];
    }

    /// <summary>The tables that refer to each other in circles.</summary>
    public IReadOnlyList<SchemaEntry> InCircles { get; }

    /// <summary>True where rows of the table refer to rows of the same table.</summary>
    public bool RefersToItself(int objectIndex) =>
        _contents.EntryOf(objectIndex) is { } entry && _referenced.TryGetValue(entry, out HashSet<int>? referenced) && referenced.Contains(entry);

    /// <summary>The chunks, those of referenced tables first.</summary>
    public IReadOnlyList<ArchiveChunk> Sort(IReadOnlyList<ArchiveChunk> chunks)
    {
        Dictionary<int, int> objectOf = [];
        foreach (int i in _contents.DataObjects)
        {
            if (_contents.EntryOf(i) is { } entry)
                objectOf[entry] = i;
        }

        List<int> order = [];
        HashSet<int> seen = [];
        foreach (int entry in objectOf.Keys)
            Visit(entry, seen, order);
        Dictionary<int, int> rank = [];
        foreach (int entry in order.Where(objectOf.ContainsKey))
            rank[objectOf[entry]] = rank.Count;
        return [.. chunks.OrderBy(c => rank.GetValueOrDefault(c.ObjectIndex, int.MaxValue)).ThenBy(c => c.ObjectIndex).ThenBy(c => c.Index)];
    }

    private void Visit(int entry, HashSet<int> seen, List<int> order)
    {
        if (!seen.Add(entry))
            return;
        foreach (int referenced in (_referenced.GetValueOrDefault(entry) ?? []).Order())
            Visit(referenced, seen, order);
        order.Add(entry);
    }
}
