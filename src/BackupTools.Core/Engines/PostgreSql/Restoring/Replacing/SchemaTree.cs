using BackupTools.Engines.PostgreSql.Schema;

namespace BackupTools.Engines.PostgreSql.Restoring.Replacing;

/// <summary>A schema in which what belongs to something, and the counterpart of an entry of another schema, can be found.</summary>
internal sealed class SchemaTree
{
    private readonly ILookup<int, int> _belongings;
    private readonly ILookup<EntryIdentity, int> _byIdentity;
    private readonly Dictionary<(string?, string), int> _relations = [];
    private readonly Dictionary<int, List<int>> _wholes = [];

    /// <summary>Looks at the entries.</summary>
    public SchemaTree(IReadOnlyList<SchemaEntry> entries)
    {
        Entries = entries;
        List<int> all = [.. Enumerable.Range(0, entries.Count)];
        _belongings = all.Where(i => entries[i].Parent is not null).ToLookup(i => entries[i].Parent!.Value);
        _byIdentity = all.ToLookup(i => EntryIdentity.Of(entries, i));
        foreach (int i in all)
        {
            if (entries[i].Traits.IsRelation && !EntryIdentity.IsStandIn(entries, i))
                _relations.TryAdd((entries[i].Schema, entries[i].Name), i);
            if (entries[i] is { Kind: ItemKind.TableAttachment, Parent: { } part })
                _wholes[part] = [.. entries[i].DependsOn.Where(d => d != part && entries[d].Traits.IsRelation)];
        }
    }

    /// <summary>The entries, in restore order.</summary>
    public IReadOnlyList<SchemaEntry> Entries { get; }

    /// <summary>The relations, by their positions.</summary>
    public IEnumerable<int> Relations => _relations.Values;

    /// <summary>An entry.</summary>
    public SchemaEntry this[int index] => Entries[index];

    /// <summary>The relation of a name, whatever its kind; null where there is none.</summary>
    public int? Relation(string? schema, string name) => _relations.TryGetValue((schema, name), out int index) ? index : null;

    /// <summary>The counterparts of an entry of another schema.</summary>
    public IEnumerable<int> Find(EntryIdentity identity) => _byIdentity[identity];

    /// <summary>The identity of an entry.</summary>
    public EntryIdentity IdentityOf(int index) => EntryIdentity.Of(Entries, index);

    /// <summary>The partitioned tables that a table is a partition of.</summary>
    public IReadOnlyList<int> WholesOf(int table) => _wholes.GetValueOrDefault(table) ?? [];

    /// <summary>The tables that are partitions of another, with that one.</summary>
    public IEnumerable<(int Part, int Whole)> Partitions => _wholes.SelectMany(w => w.Value.Select(whole => (w.Key, whole)));

    /// <summary>What belongs to an entry, at any depth, in no order.</summary>
    public IEnumerable<int> BelongingsOf(int index)
    {
        Stack<int> open = new(_belongings[index]);
        while (open.TryPop(out int at))
        {
            yield return at;
            foreach (int next in _belongings[at])
                open.Push(next);
        }
    }

    /// <summary>The entry itself, or what it belongs to, where that is one of these; null where none is.</summary>
    public int? OwnerIn(IReadOnlySet<int> owners, int index)
    {
        int? at = index;
        while (at is { } i && !owners.Contains(i))
            at = this[i].Parent is { } parent && !(parent == i) ? parent : null;
        return at;
    }
}
