using BackupTools.Abstractions;
using BackupTools.Engines.MySql.Contents;
using BackupTools.Engines.MySql.Schema;
using BackupTools.Engines.MySql.Schema.Mapping;

namespace BackupTools.Engines.MySql.Restoring.Targets;

/// <summary>A backup of MySQL that goes to MariaDB, or the other way round.</summary>
internal static class OtherProduct
{
    private const int Named = 10;

    /// <summary>What is to be restored in the words of the target's product.</summary>
    /// <returns>It, and what is not as in the backup, a sentence each.</returns>
    /// <exception cref="BackupException"><see cref="ErrorCode.CapabilityMissing"/>, naming what has no counterpart.</exception>
    public static (RestoreContents Contents, IReadOnlyList<string> Notes) Map(RestoreContents contents, ObjectSelection selection, TargetState state, string display)
    {
        MappedSchema mapped = new ProductMap(state.Version, state.Collations).Apply(contents.AllEntries, contents.Collation);
        HashSet<SchemaEntry> chosen = [.. contents.Entries];
        (SchemaEntry Entry, MapFindings Findings)[] found = [.. contents.AllEntries.Zip(mapped.Findings).Where(p => chosen.Contains(p.First))];
        string[] obstacles =
        [
            .. mapped.Database.Obstacles.Select(o => $"the database: {o}"),
            .. found.SelectMany(f => f.Findings.Obstacles.Distinct().Select(o => $"the {f.Entry.Traits.Words} '{f.Entry.Name}': {o}")),
        ];
        if (obstacles.Length > 0)
        {
            string rest = obstacles.Length > Named ? $"; and {Figures.Count(obstacles.Length - Named, "other")}" : "";
            throw new BackupException(
                ErrorCode.CapabilityMissing,
                $"The backup is of {contents.Product}, and {state.Version} has no counterpart for this: {string.Join("; ", obstacles.Take(Named))}{rest}.",
                $"Restore to a server of {contents.Product}, or leave these out ({Setting.Table}, {Setting.ExcludeTable}, {Setting.Exclude}).", display);
        }

        return (
            new RestoreContents(contents.Manifest, mapped.Entries, selection, mapped.Collation),
            [
                $"The backup is of {contents.Product} and is put into the words of {state.Version.Product}.",
                .. mapped.Database.Notes.Concat(found.SelectMany(f => f.Findings.Notes)).GroupBy(n => n, StringComparer.Ordinal).Select(g => $"{g.Key}.").Take(Named),
            ]);
    }
}
