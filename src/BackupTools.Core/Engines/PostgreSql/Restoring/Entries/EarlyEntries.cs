using BackupTools.Engines.PostgreSql.Schema;

namespace BackupTools.Engines.PostgreSql.Restoring.Entries;

/// <summary>
/// The indexes and keys that may be built as soon as their own table is loaded, while others are still being: they lock
/// nothing else, and run no function of the user's, which might look at a table whose rows are not in yet.
/// </summary>
internal sealed class EarlyEntries
{
    private readonly Dictionary<int, List<int>> _byTable = [];

    /// <summary>Finds them.</summary>
    /// <param name="entries">All entries to restore.</param>
    /// <param name="relations">What locks they take.</param>
    /// <param name="candidates">The positions of those that are made when the rows are in.</param>
    public EarlyEntries(IReadOnlyList<SchemaEntry> entries, RelationLocks relations, IEnumerable<int> candidates)
    {
        foreach (int i in candidates.Where(i => entries[i].Kind is ItemKind.Index or ItemKind.Constraint))
        {
            if (relations.RelationOf(i) is not { } table || entries[table].Kind != ItemKind.Table)
                continue;
            if (relations.Of(i).Relations.Any(r => r != table) || entries[i].DependsOn.Any(d => entries[d].Traits.RunsCode))
                continue;
            if (!_byTable.TryGetValue(table, out List<int>? early))
                _byTable[table] = early = [];
            early.Add(i);
        }
    }

    /// <summary>Those of a table.</summary>
    /// <param name="table">The position of the table's entry.</param>
    public IReadOnlyList<int> Of(int table) => _byTable.TryGetValue(table, out List<int>? early) ? early : [];
}
