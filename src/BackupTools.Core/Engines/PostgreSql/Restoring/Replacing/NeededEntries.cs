using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Schema;

namespace BackupTools.Engines.PostgreSql.Restoring.Replacing;

/// <summary>
/// What came along with the named relations because they need it. What the database has of it stays as it is; the rest is
/// made.
/// </summary>
internal sealed class NeededEntries
{
    /// <summary>Looks for what the database has.</summary>
    /// <param name="archive">The archive's schema.</param>
    /// <param name="live">The database's.</param>
    /// <param name="named">The named relations of the archive.</param>
    /// <param name="contents">What was chosen, with what that needs.</param>
    public NeededEntries(SchemaTree archive, SchemaTree live, IReadOnlySet<int> named, RestoreContents contents)
    {
        HashSet<EntryIdentity> chosen = [.. Enumerable.Range(0, contents.Entries.Count).Where(i => !IsOfRowsAlone(contents.Entries[i]))
            .Select(i => EntryIdentity.Of(contents.Entries, i))];
        for (int i = 0; i < archive.Entries.Count; i++)
        {
            if (!chosen.Contains(archive.IdentityOf(i)) || archive.OwnerIn(named, i) is not null
                || archive[i].Kind is ItemKind.Role or ItemKind.DatabaseSettings)
                continue;
            if (Counterpart(archive, live, i) is not { } there)
                Made.Add(i);
            else if (archive[i] is { Kind: ItemKind.SequenceState, Parent: { } sequence }
                && !(archive[sequence].Parent is { } owner && chosen.Contains(archive.IdentityOf(owner))))
                Raised.Add(archive[i]);
            else if (archive[i].Create != live[there].Create && archive[i].Parent is null)
                Different.Add(archive[i]);
        }
    }

    /// <summary>What the database lacks, by its positions in the archive's schema.</summary>
    public SortedSet<int> Made { get; } = [];

    /// <summary>The states of sequences that the database has, and that others may use too: they are only moved on.</summary>
    public List<SchemaEntry> Raised { get; } = [];

    /// <summary>What the database has with another definition, and keeps.</summary>
    public List<SchemaEntry> Different { get; } = [];

    /// <summary>What the database has in the place of an entry, or of what that belongs to.</summary>
    private static int? Counterpart(SchemaTree archive, SchemaTree live, int index)
    {
        for (int? at = index; at is { } i; at = archive[i].Parent)
        {
            SchemaEntry entry = archive[i];
            int? found = entry.Traits.IsRelation
                ? live.Relation(entry.Schema, entry.Name)
                : live.Find(archive.IdentityOf(i)).Cast<int?>().FirstOrDefault();
            if (found is not null)
                return found;
        }

        return null;
    }

    /// <summary>True for what stands in a selection of rows for a table that it does not make.</summary>
    private static bool IsOfRowsAlone(SchemaEntry entry) => entry is { Create.Length: 0, Columns.Count: > 0, Parent: null };
}
