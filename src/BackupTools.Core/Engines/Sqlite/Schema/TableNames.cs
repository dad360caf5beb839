using BackupTools.Abstractions;

namespace BackupTools.Engines.Sqlite.Schema;

/// <summary>The tables of a database or a backup, to find those that a user means.</summary>
/// <param name="Names">The tables, in the order in which they are given back.</param>
/// <param name="Place">Where they are, for messages.</param>
internal sealed record TableNames(IReadOnlyList<string> Names, string Place)
{
    private const string Schema = "main";

    /// <summary>What can be named and is no table; a wildcard does not mean it.</summary>
    public IReadOnlyList<string> Others { get; init; } = [];

    /// <summary>Given a table that is left out, the further ones that go with it.</summary>
    public Func<string, IEnumerable<string>> WithOwner { get; init; } = _ => [];

    /// <summary>The chosen tables as the database writes them, in its order; no table twice.</summary>
    /// <exception cref="BackupException">Where a name matches nothing, or nothing is left.</exception>
    public IReadOnlyList<string> Resolve(ObjectSelection selection)
    {
        HashSet<string> chosen = selection.Tables.Count == 0 ? [.. Names] : [.. selection.Tables.SelectMany(n => Find(n, withOthers: true))];
        foreach (string excluded in selection.ExcludedTables.SelectMany(n => Find(n, withOthers: false)))
        {
            chosen.Remove(excluded);
            if (selection.Tables.Count == 0)
                chosen.ExceptWith(WithOwner(excluded));
        }

        return chosen.Count > 0
            ? [.. Names.Concat(Others).Where(chosen.Contains)]
            : throw new BackupException(
                ErrorCode.InvalidArgument, $"Of the tables of {Place} the selection leaves none.", "Leave fewer of them out.");
    }

    private IReadOnlyList<string> Find(string name, bool withOthers)
    {
        IReadOnlyList<string> known = withOthers && !NamePattern.HasWildcards(name) ? [.. Names, .. Others] : Names;
        string folded = SqliteText.Fold(name);
        IReadOnlyList<string> found = NamePattern.Find(folded, known, _ => Schema, SqliteText.Fold);
        if (found.Count == 0)
            throw Missing(name, known, Place);

        // A table may itself be named 'main.x': the whole name goes before the schema's.
        return found.FirstOrDefault(t => SqliteText.Fold(t) == folded) is { } same ? [same] : found;
    }

    private static BackupException Missing(string name, IReadOnlyList<string> tables, string place)
    {
        string[] near = tables.Where(t => Distance(SqliteText.Fold(t), SqliteText.Fold(name)) <= Math.Max(2, name.Length / 3)
            || t.Contains(name, StringComparison.OrdinalIgnoreCase)).Take(5).ToArray();
        string remedy = near.Length > 0 ? $"Did you mean: {string.Join(", ", near)}?"
            : tables.Count == 0 ? "It has no tables." : $"It has: {string.Join(", ", tables.Take(10))}{(tables.Count > 10 ? " …" : "")}.";
        return new BackupException(ErrorCode.TableNotFound, $"{char.ToUpperInvariant(place[0])}{place[1..]} has no table '{name}'.", remedy, name);
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
