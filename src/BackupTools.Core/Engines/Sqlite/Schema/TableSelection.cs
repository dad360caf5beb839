using BackupTools.Abstractions;

namespace BackupTools.Engines.Sqlite.Schema;

/// <summary>Finds the tables that a user names among those that there are.</summary>
internal static class TableSelection
{
    private const string SchemaPrefix = "main.";

    /// <summary>The tables' names as the database writes them, in the database's order; no table twice.</summary>
    /// <param name="names">What the user named: <c>name</c> or <c>main.name</c>.</param>
    /// <param name="tables">The names of the tables that there are.</param>
    /// <param name="place">Where they are, for the message.</param>
    public static IReadOnlyList<string> Resolve(IReadOnlyList<string> names, IReadOnlyList<string> tables, string place)
    {
        var chosen = new HashSet<string>(StringComparer.Ordinal);
        foreach (string name in names)
        {
            // A table may itself be named 'main.x': the whole name is looked for first.
            string? found = Find(name, tables)
                ?? (name.StartsWith(SchemaPrefix, StringComparison.OrdinalIgnoreCase) ? Find(name[SchemaPrefix.Length..], tables) : null);
            chosen.Add(found ?? throw Missing(name, tables, place));
        }

        return tables.Where(chosen.Contains).ToList();
    }

    private static string? Find(string name, IReadOnlyList<string> tables) => tables.FirstOrDefault(t => SqliteText.SameName(t, name));

    private static BackupException Missing(string name, IReadOnlyList<string> tables, string place)
    {
        string[] near = tables.Where(t => Distance(SqliteText.Fold(t), SqliteText.Fold(name)) <= Math.Max(2, name.Length / 3)
            || t.Contains(name, StringComparison.OrdinalIgnoreCase)).Take(5).ToArray();
        string remedy = near.Length > 0 ? $"Did you mean: {string.Join(", ", near)}?"
            : tables.Count == 0 ? "It has no tables." : $"It has: {string.Join(", ", tables.Take(10))}{(tables.Count > 10 ? " …" : "")}.";
        return new BackupException(ErrorCode.TableNotFound, $"{place} has no table '{name}'.", remedy, name);
    }

    /// <summary>The number of letters to insert, remove or change (Levenshtein).</summary>
    private static int Distance(string left, string right)
    {
        int[] previous = Enumerable.Range(0, right.Length + 1).ToArray();
        for (int i = 1; i <= left.Length; i++)
        {
            int[] current = new int[right.Length + 1];
            current[0] = i;
            for (int j = 1; j <= right.Length; j++)
            {
                int change = previous[j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
                current[j] = Math.Min(change, Math.Min(previous[j], current[j - 1]) + 1);
            }

            previous = current;
        }

        return previous[right.Length];
    }
}
