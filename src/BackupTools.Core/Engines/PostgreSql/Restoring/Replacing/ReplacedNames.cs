using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Schema;

namespace BackupTools.Engines.PostgreSql.Restoring.Replacing;

/// <summary>
/// Finds which relations of an archive were named, and so may take the place of what the database has. What came along
/// because they need it was not named.
/// </summary>
internal static class ReplacedNames
{
    /// <summary>Their positions in the archive's schema.</summary>
    /// <param name="archive">The whole schema of the archive.</param>
    /// <param name="contents">What was chosen of it, with what that needs.</param>
    /// <param name="selection">What the user named.</param>
    public static HashSet<int> Find(SchemaTree archive, RestoreContents contents, ObjectSelection selection)
    {
        HashSet<EntryIdentity> taken = [.. Enumerable.Range(0, contents.Entries.Count).Select(i => EntryIdentity.Of(contents.Entries, i))];
        List<int> relations = [.. archive.Relations.Where(i => taken.Contains(archive.IdentityOf(i)))];
        HashSet<int> excluded = Match(archive, selection.ExcludedTables);
        HashSet<int> named = selection.Tables.Count == 0 ? [.. relations] : Match(archive, selection.Tables);
        named.ExceptWith(excluded);
        if (selection.Schemas.Count > 0)
        {
            HashSet<string> schemas = [.. archive.Relations.Select(i => archive[i].Schema).OfType<string>()];
            HashSet<string> meant = [.. selection.Schemas.SelectMany(p => NamePattern.Find(p, schemas))];
            named.RemoveWhere(i => !meant.Contains(archive[i].Schema ?? ""));
        }

        bool changed = true;
        while (changed)
        {
            changed = false;
            foreach ((int part, int whole) in archive.Partitions)
                changed |= named.Contains(whole) && !excluded.Contains(part) && named.Add(part);
        }

        named.IntersectWith(relations);
        named.RemoveWhere(i => archive[i] is { Kind: ItemKind.Sequence, Parent: { } owner } && named.Contains(owner));
        return named;
    }

    private static HashSet<int> Match(SchemaTree archive, IReadOnlyList<string> patterns)
    {
        List<int> relations = [.. archive.Relations];
        return [.. patterns.SelectMany(p => NamePattern.Find(p, relations, i => archive[i].Schema ?? "", i => archive[i].Name))];
    }
}
