using BackupTools.Engines.MySql.Schema;
using BackupTools.Engines.MySql.Text;

namespace BackupTools.Engines.MySql.Catalog;

/// <summary>Puts views behind what they are made of.</summary>
internal static class ViewOrder
{
    /// <summary>The entries with the views behind them, each behind the views that it names. Views of a circle stand as they came.</summary>
    public static IReadOnlyList<SchemaEntry> Append(IReadOnlyList<SchemaEntry> entries, IReadOnlyList<SchemaEntry> views)
    {
        Dictionary<string, SchemaEntry> byName = views.ToDictionary(v => v.Name, StringComparer.Ordinal);
        Dictionary<string, HashSet<string>> names = views.ToDictionary(v => v.Name, v => NamesIn(v.Create), StringComparer.Ordinal);
        List<SchemaEntry> result = [.. entries];
        Dictionary<string, int> positions = entries.Select((e, i) => (e, i)).Where(p => p.e.Traits.IsRelation)
            .ToDictionary(p => p.e.Name, p => p.i, StringComparer.Ordinal);
        HashSet<string> begun = [];
        foreach (SchemaEntry view in views)
        {
            // Without recursion: a chain of views may be as long as a schema.
            Stack<(SchemaEntry View, bool IsReady)> open = new([(view, false)]);
            while (open.TryPop(out (SchemaEntry View, bool IsReady) next))
            {
                if (next.IsReady)
                {
                    positions[next.View.Name] = result.Count;
                    int own = result.Count;
                    result.Add(next.View with { DependsOn = [.. Needs(next.View).Select(n => positions[n]).Where(p => p < own).Order()] });
                    continue;
                }

                if (!begun.Add(next.View.Name))
                    continue;
                open.Push((next.View, true));
                foreach (string needed in Needs(next.View).Where(byName.ContainsKey))
                    open.Push((byName[needed], false));
            }
        }

        return result;

        IEnumerable<string> Needs(SchemaEntry of) => names[of.Name].Where(n => n != of.Name && (positions.ContainsKey(n) || (byName.ContainsKey(n) && !begun.Contains(n))));
    }

    private static HashSet<string> NamesIn(string create) =>
        [.. SqlScanner.All(create).Where(t => t.Kind == SqlTokenKind.Name).Select(t => SqlScanner.NameOf(create, t))];
}
