namespace BackupTools.Engines.PostgreSql.Schema;

/// <summary>Counts, for each of some entries, how many of the others that it needs have not ended yet.</summary>
internal sealed class OpenNeeds
{
    private readonly Dictionary<int, int> _open = [];
    private readonly Dictionary<int, List<int>> _waiters = [];

    /// <summary>Counts what is needed of those in the set; all else is there already.</summary>
    /// <param name="entries">All entries of the archive.</param>
    /// <param name="set">The positions of those that count.</param>
    public OpenNeeds(IReadOnlyList<SchemaEntry> entries, IReadOnlyCollection<int> set)
    {
        HashSet<int> all = [.. set];
        foreach (int i in all)
        {
            int count = 0;
            foreach (int need in entries[i].DependsOn.Distinct().Where(all.Contains))
            {
                if (!_waiters.TryGetValue(need, out List<int>? waiters))
                    _waiters[need] = waiters = [];
                waiters.Add(i);
                count++;
            }

            _open[i] = count;
        }
    }

    /// <summary>Those that need nothing that has not ended, in no order.</summary>
    public IEnumerable<int> Free => _open.Where(o => o.Value == 0).Select(o => o.Key);

    /// <summary>How many that the entry needs have not ended.</summary>
    public int CountOf(int index) => _open[index];

    /// <summary>Those that need the entry.</summary>
    public IReadOnlyList<int> WaitersOf(int index) => _waiters.TryGetValue(index, out List<int>? waiters) ? waiters : [];

    /// <summary>To be called once for each entry that has ended.</summary>
    /// <returns>Those for which it was the last that they needed.</returns>
    public IReadOnlyList<int> End(int index)
    {
        List<int> free = [];
        foreach (int waiter in WaitersOf(index))
        {
            if (--_open[waiter] == 0)
                free.Add(waiter);
        }

        return free;
    }
}
