using BackupTools.Engines.PostgreSql.Schema;

namespace BackupTools.Engines.PostgreSql.Exporting;

/// <summary>
/// Divides entries into runs of one file each, as few as it can, so that every entry comes after what it needs. A
/// feature comes in a second run where another one stands between: functions that tables need, and functions that need tables.
/// </summary>
internal sealed class FileOrder
{
    private readonly IReadOnlyList<SchemaEntry> _entries;
    private readonly OpenNeeds _needs;
    private readonly Dictionary<string, SortedSet<int>> _ready = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _left = new(StringComparer.Ordinal);

    private FileOrder(IReadOnlyList<SchemaEntry> entries, IReadOnlyCollection<int> toWrite)
    {
        _entries = entries;
        _needs = new OpenNeeds(entries, toWrite);
        foreach (int i in toWrite)
            _left[FileOf(i)] = _left.GetValueOrDefault(FileOf(i)) + 1;
        foreach (int i in _needs.Free)
            ReadyOf(FileOf(i)).Add(i);
    }

    /// <summary>The runs in order.</summary>
    public static IEnumerable<(string File, IReadOnlyList<int> Entries)> Divide(
        IReadOnlyList<SchemaEntry> entries, IReadOnlyCollection<int> toWrite)
    {
        FileOrder order = new(entries, toWrite);
        while (order.ChooseFile() is { } file)
            yield return (file, order.TakeAll(file));
    }

    /// <summary>A file that can be written to its end now, else the first of those of which something can be written.</summary>
    private string? ChooseFile() => _ready.Where(r => r.Value.Count > 0)
        .Select(r => (File: r.Key, Count: Reachable(r.Key)))
        .OrderByDescending(r => r.Count == _left[r.File])
        .ThenBy(r => FeatureFile.RankOf(r.File))
        .Select(r => r.File).FirstOrDefault();

    /// <summary>How many entries of the file can be written without one of another file between them.</summary>
    private int Reachable(string file)
    {
        Dictionary<int, int> satisfied = [];
        Queue<int> queue = new(_ready[file]);
        int count = 0;
        while (queue.TryDequeue(out int i))
        {
            count++;
            foreach (int waiter in _needs.WaitersOf(i).Where(w => FileOf(w) == file))
            {
                satisfied[waiter] = satisfied.GetValueOrDefault(waiter) + 1;
                if (satisfied[waiter] == _needs.CountOf(waiter))
                    queue.Enqueue(waiter);
            }
        }

        return count;
    }

    private List<int> TakeAll(string file)
    {
        List<int> taken = [];
        SortedSet<int> ready = ReadyOf(file);
        while (ready.Count > 0)
        {
            int next = ready.Min;
            ready.Remove(next);
            taken.Add(next);
            foreach (int free in _needs.End(next))
                ReadyOf(FileOf(free)).Add(free);
        }

        _left[file] -= taken.Count;
        return taken;
    }

    private SortedSet<int> ReadyOf(string file)
    {
        if (!_ready.TryGetValue(file, out SortedSet<int>? ready))
            _ready[file] = ready = [];
        return ready;
    }

    private string FileOf(int index) => _entries[index].Traits.File;
}
