using BackupTools.Abstractions;

namespace BackupTools.Engines.PostgreSql.Schema;

/// <summary>What messages call an entry: <c>foreign key 'public.orders fk_customer'</c>.</summary>
internal static class EntryTitle
{
    /// <summary>The entry's kind and name.</summary>
    public static string Of(SchemaEntry entry)
    {
        string name = entry.Schema is null ? entry.Name : $"{entry.Schema}.{entry.Name}";
        return $"{entry.Traits.Words} '{name}'";
    }

    /// <summary>A sentence about what a selection leaves out although nobody said so; none where that is nothing.</summary>
    public static IEnumerable<string> LeftOut(string beginning, IReadOnlyList<SchemaEntry> entries)
    {
        const int Most = 10;
        if (entries.Count > 0)
        {
            yield return $"{beginning} {Figures.Count(entries.Count, "object")}, because what they need is not chosen: "
                + string.Join(", ", entries.Take(Most).Select(Of)) + (entries.Count > Most ? " …" : "") + ".";
        }
    }
}
