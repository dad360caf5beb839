using BackupTools.Abstractions;
using BackupTools.Engines.Sqlite.Text;

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

    private static BackupException Missing(string name, IReadOnlyList<string> tables, string place) => new(
        ErrorCode.TableNotFound, $"{char.ToUpperInvariant(place[0])}{place[1..]} has no table '{name}'.",
        NameSuggestions.Remedy(name, tables, "It has no tables."), name);
}
