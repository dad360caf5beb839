namespace BackupTools.Engines.PostgreSql.Schema;

/// <summary>Takes entries out of a schema, and keeps what the others say of each other true.</summary>
internal static class EntryList
{
    /// <summary>The entries but those that have neither statements nor rows, e.g. the address of a constraint without comment.</summary>
    public static IReadOnlyList<SchemaEntry> WithoutEmpty(IReadOnlyList<SchemaEntry> entries) => Keep(entries, [.. entries.Select(
        e => e.Create.Length + e.SetOwner.Length + e.Comments.Length + e.Privileges.Length + e.Columns.Count > 0)]);

    /// <summary>The entries that are kept. What depends on one that is not depends on what that one depends on.</summary>
    public static IReadOnlyList<SchemaEntry> Keep(IReadOnlyList<SchemaEntry> entries, IReadOnlyList<bool> keep)
    {
        int[] positions = new int[entries.Count];
        int count = 0;
        for (int i = 0; i < entries.Count; i++)
            positions[i] = keep[i] ? count++ : -1;
        if (count == entries.Count)
            return entries;

        // Of one that goes: what stays of what it needs, already in old positions.
        Dictionary<int, SortedSet<int>> behind = [];
        List<SchemaEntry> result = new(count);
        for (int i = 0; i < entries.Count; i++)
        {
            SortedSet<int> needs = [];
            foreach (int needed in entries[i].DependsOn)
            {
                if (keep[needed])
                    needs.Add(needed);
                else
                    needs.UnionWith(behind[needed]);
            }

            if (!keep[i])
                behind[i] = needs;
            else
                result.Add(entries[i] with { DependsOn = [.. needs.Select(n => positions[n])], Parent = ParentOf(i) is { } p ? positions[p] : null });
        }

        return result;

        int? ParentOf(int index)
        {
            int? parent = entries[index].Parent;
            while (parent is { } p && !keep[p])
                parent = entries[p].Parent;
            return parent;
        }
    }
}
