using BackupTools.Engines.PostgreSql.Restoring.Entries;
using BackupTools.Engines.PostgreSql.Schema;

namespace BackupTools.Engines.PostgreSql.Restoring;

/// <summary>
/// Says what of a set of entries may run now: it was admitted, what it needs has ended, and nothing that runs holds a lock
/// on a table of its. Where there is a choice, the entry of the largest table comes first, so that no long index is left
/// for the end. Used by one caller at a time.
/// </summary>
internal sealed class EntrySchedule
{
    private const int Exclusive = -1;

    private readonly RelationLocks _relations;
    private readonly OpenNeeds _needs;
    private readonly SortedSet<(long Weight, int Index)> _ready = [];
    private readonly Dictionary<int, int> _held = [];
    private readonly Func<int, long> _weight;
    private readonly HashSet<int> _outside;

    /// <summary>Makes the schedule; nothing is admitted yet.</summary>
    /// <param name="relations">What locks the entries take.</param>
    /// <param name="entries">All entries of the archive.</param>
    /// <param name="toRun">The positions of those to run.</param>
    /// <param name="weight">How large the relation of a position is.</param>
    public EntrySchedule(
        RelationLocks relations, IReadOnlyList<SchemaEntry> entries, IReadOnlyCollection<int> toRun, Func<int, long> weight)
    {
        _relations = relations;
        _weight = weight;
        Unfinished = toRun.Count;
        _needs = new OpenNeeds(entries, toRun);
        _outside = [.. toRun];
    }

    /// <summary>How many have not ended.</summary>
    public int Unfinished { get; private set; }

    /// <summary>Lets entries run from now on, once what they need has ended.</summary>
    public void Admit(IEnumerable<int> indices)
    {
        foreach (int index in indices)
        {
            if (_outside.Remove(index) && _needs.CountOf(index) == 0)
                _ready.Add((-_weight(index), index));
        }
    }

    /// <summary>Lets all run.</summary>
    public void AdmitAll() => Admit([.. _outside]);

    /// <summary>Takes the next entry that may run now.</summary>
    /// <returns>Its position; null where there is none before another one ends.</returns>
    public int? Take()
    {
        foreach ((long weight, int index) in _ready)
        {
            if (!TryLock(index))
                continue;
            _ready.Remove((weight, index));
            return index;
        }

        return null;
    }

    /// <summary>To be called when an entry that was taken has ended.</summary>
    public void Done(int index)
    {
        Unfinished--;
        foreach (int relation in _relations.Of(index).Relations)
        {
            int left = _held[relation] == Exclusive ? 0 : _held[relation] - 1;
            if (left == 0)
                _held.Remove(relation);
            else
                _held[relation] = left;
        }

        foreach (int next in _needs.End(index))
        {
            if (!_outside.Contains(next))
                _ready.Add((-_weight(next), next));
        }
    }

    private bool TryLock(int index)
    {
        (IReadOnlyCollection<int> relations, bool shared) = _relations.Of(index);
        if (relations.Any(r => _held.TryGetValue(r, out int held) && (!shared || held == Exclusive)))
            return false;
        foreach (int relation in relations)
            _held[relation] = shared ? _held.GetValueOrDefault(relation) + 1 : Exclusive;
        return true;
    }
}
