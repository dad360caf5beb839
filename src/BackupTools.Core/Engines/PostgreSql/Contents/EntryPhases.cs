using BackupTools.Engines.PostgreSql.Schema;

namespace BackupTools.Engines.PostgreSql.Contents;

/// <summary>
/// Divides chosen entries into the steps of a restore. Grants come after everything that they could hinder; what runs
/// the user's own code over the whole database (refreshing materialized views, event triggers) comes after the grants.
/// </summary>
internal sealed class EntryPhases
{
    private readonly IReadOnlyList<SchemaEntry> _entries;

    /// <summary>Divides entries; the steps name them by their positions.</summary>
    public EntryPhases(IReadOnlyList<SchemaEntry> entries)
    {
        _entries = entries;
        HashSet<int> deferred = [];
        for (int i = 0; i < entries.Count; i++)
        {
            SchemaEntry entry = entries[i];
            (entry.Traits.Phase switch
            {
                RestorePhase.Roles => Roles,
                RestorePhase.Database => Database,
                RestorePhase.Privileges => Privileges,
                RestorePhase.EventTriggers => EventTriggers,
                RestorePhase.BySection when !entry.DependsOn.Any(deferred.Contains) => entry.Section switch
                {
                    Section.PreData => PreData,
                    Section.Data => SequenceStates,
                    _ => PostData,
                },
                _ => Defer(deferred, i),
            }).Add(i);
            if (entry.Privileges.Length > 0 && entry.Traits.Phase is not (RestorePhase.Database or RestorePhase.Privileges))
                Privileges.Add(i);
        }
    }

    /// <summary>The roles of the server.</summary>
    public List<int> Roles { get; } = [];

    /// <summary>The settings of the database itself.</summary>
    public List<int> Database { get; } = [];

    /// <summary>What must be there before the rows.</summary>
    public List<int> PreData { get; } = [];

    /// <summary>The states of sequences.</summary>
    public List<int> SequenceStates { get; } = [];

    /// <summary>What is made when the rows are in.</summary>
    public List<int> PostData { get; } = [];

    /// <summary>What has grants of its own, and default privileges.</summary>
    public List<int> Privileges { get; } = [];

    /// <summary>The materialized views to fill, and what needs them filled.</summary>
    public List<int> Deferred { get; } = [];

    /// <summary>The event triggers, which must not fire during the restore.</summary>
    public List<int> EventTriggers { get; } = [];

    /// <summary>An entry.</summary>
    public SchemaEntry this[int index] => _entries[index];

    private List<int> Defer(HashSet<int> deferred, int index)
    {
        deferred.Add(index);
        return Deferred;
    }
}
