using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Connections;
using BackupTools.Engines.PostgreSql.Schema;

namespace BackupTools.Engines.PostgreSql.Restoring.Entries;

/// <summary>
/// What a restore leaves out because the server does not take it, and what needs that. Where nothing is to be left out, nothing
/// ever is. Several workers may ask and tell at the same time.
/// </summary>
/// <param name="entries">The entries to restore.</param>
/// <param name="wish">What was asked for.</param>
internal sealed class SkippedEntries(IReadOnlyList<SchemaEntry> entries, OnObjectError wish)
{
    private readonly object _gate = new();
    private readonly HashSet<int> _entries = [];
    private readonly HashSet<int> _rows = [];
    private readonly List<SkippedObject> _objects = [];
    private readonly Lazy<ILookup<int, int>> _needing = new(() => Enumerable.Range(0, entries.Count)
        .SelectMany(i => entries[i].DependsOn.Concat(entries[i].Parent is { } parent ? [parent] : []).Select(d => (d, i)))
        .ToLookup(p => p.d, p => p.i));

    /// <summary>True where objects may be left out.</summary>
    public bool IsAllowed => wish == OnObjectError.Skip;

    /// <summary>What was left out, in the order in which that was found.</summary>
    public IReadOnlyList<SkippedObject> Objects
    {
        get
        {
            lock (_gate)
                return [.. _objects];
        }
    }

    /// <summary>The tables that are there without their rows, by their positions.</summary>
    public IReadOnlyList<int> WithoutRows
    {
        get
        {
            lock (_gate)
                return [.. _rows.Except(_entries)];
        }
    }

    /// <summary>True where the entry is left out.</summary>
    public bool IsSkipped(int entry)
    {
        lock (_gate)
            return _entries.Contains(entry);
    }

    /// <summary>True where the rows of the table are left out, be it there or not.</summary>
    public bool HasNoRows(int entry)
    {
        lock (_gate)
            return _entries.Contains(entry) || _rows.Contains(entry);
    }

    /// <summary>
    /// True where an error is about the object, and the object is one that may be left out. Who may see which rows is never left out.
    /// </summary>
    public bool MayLeaveOut(int entry, BackupException error) =>
        IsAllowed && error.Code == ErrorCode.RestoreFailed && RestoreErrors.SqlStateOf(error) is { } state && !SqlState.IsOfServer(state)
        && !entries[entry].Traits.GuardsRows;

    /// <summary>Leaves out an entry, and all that needs it.</summary>
    public void LeaveOut(int entry, BackupException error)
    {
        lock (_gate)
        {
            if (!_entries.Add(entry))
                return;
            _objects.Add(new SkippedObject(EntryTitle.Of(entries[entry]), Said(error), NeededBy: false));
            LeaveOutNeeding(entry);
            RefuseOpenTables(error);
        }
    }

    /// <summary>Leaves out the grants on an entry that is there already.</summary>
    public void LeaveOutGrants(int entry, BackupException error)
    {
        lock (_gate)
            _objects.Add(new SkippedObject($"grants on the {EntryTitle.Of(entries[entry])}", Said(error), NeededBy: false));
    }

    /// <summary>Leaves out the rows of a table that is there already.</summary>
    public void LeaveOutRows(int entry, BackupException error)
    {
        lock (_gate)
        {
            if (_rows.Add(entry) && !_entries.Contains(entry))
                _objects.Add(new SkippedObject($"rows of the {EntryTitle.Of(entries[entry])}", $"{Said(error)}. The table is there, and empty.", NeededBy: false));
        }
    }

    private void LeaveOutNeeding(int first)
    {
        Queue<int> left = new([first]);
        while (left.TryDequeue(out int needed))
        {
            foreach (int needing in _needing.Value[needed])
            {
                if (!_entries.Add(needing))
                    continue;
                left.Enqueue(needing);
                _objects.Add(new SkippedObject(EntryTitle.Of(entries[needing]), $"It needs the {EntryTitle.Of(entries[first])}.", NeededBy: true));
            }
        }
    }

    /// <summary>A table that is there without one of its policies could show rows to those who must not see them.</summary>
    private void RefuseOpenTables(BackupException error)
    {
        int open = _entries.FirstOrDefault(
            i => entries[i].Traits.GuardsRows && entries[i].Parent is { } table && !_entries.Contains(table), -1);
        if (open < 0)
            return;
        throw new BackupException(
            ErrorCode.RestoreFailed,
            $"The {EntryTitle.Of(entries[open])} needs what could not be restored, and without it rows could be seen by those who must not: {error.Message}",
            $"Leave the table out with {Setting.ExcludeTable}, or mend what the server names.", EntryTitle.Of(entries[open]), error.InnerException);
    }

    private static string Said(BackupException error) => error.InnerException is ServerException server
        ? $"{server.Description} (SQLSTATE {server.SqlState})"
        : error.Message;
}
