using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Contents;
using BackupTools.Engines.PostgreSql.Restoring.Entries;
using BackupTools.Engines.PostgreSql.Schema;

namespace BackupTools.Engines.PostgreSql.Restoring.Replacing;

/// <summary>What is held before tables are replaced in a database: nothing that was not named may be lost.</summary>
internal static class ReplaceChecks
{
    /// <summary>Holds that a partitioned table has no partitions whose rows the backup knows nothing of.</summary>
    /// <exception cref="BackupException"><see cref="ErrorCode.DependentObjects"/>, naming them.</exception>
    public static void CheckPartitions(SchemaTree archive, SchemaTree live, IReadOnlySet<int> named)
    {
        List<string> unknown = [];
        foreach ((int part, int whole) in live.Partitions)
        {
            if (archive.Relation(live[whole].Schema, live[whole].Name) is { } table && named.Contains(table)
                && archive.Relation(live[part].Schema, live[part].Name) is null)
                unknown.Add($"{live[part].Schema}.{live[part].Name}");
        }

        if (unknown.Count > 0)
        {
            throw new BackupException(
                ErrorCode.DependentObjects,
                $"The database has {Figures.Count(unknown.Count, "partition")} that the backup does not have: {RestoreErrors.Few(unknown)}. What happens to their rows nobody has said. Nothing was changed.",
                $"Detach or drop them first, or name the partitions that are to be replaced with {Setting.Table}.", unknown[0]);
        }
    }

    /// <summary>Holds that the backup has the rows of what is named.</summary>
    /// <exception cref="BackupException"><see cref="ErrorCode.PartialBackup"/>, naming the tables whose rows it does not have.</exception>
    public static void CheckRows(ArchiveManifest manifest, SchemaTree archive, IReadOnlySet<int> named, RestoreContents contents)
    {
        HashSet<(string?, string)> filled = [.. contents.Tables.Where(t => t is not { Rows: null, Note: not null }).Select(t => ((string?)t.Schema, t.Name))];
        List<string> empty = [.. named.Select(i => archive[i]).Where(e => e.Kind == ItemKind.Table && !IsPartitioned(e) && !filled.Contains((e.Schema, e.Name)))
            .Select(e => $"{e.Schema}.{e.Name}")];
        if (empty.Count > 0)
        {
            throw new BackupException(
                ErrorCode.PartialBackup,
                $"The backup of '{manifest.Database}' does not have the rows of {RestoreErrors.Few(empty)}, which would be empty then. Nothing was changed.",
                $"Use a backup that has them, or leave these tables out with {Setting.ExcludeTable}.", empty[0]);
        }
    }

    /// <summary>True for a table whose rows are in its partitions.</summary>
    private static bool IsPartitioned(SchemaEntry table) => table.Create.Contains("\nPARTITION BY ", StringComparison.Ordinal);

    /// <summary>Holds that nothing is lost that was not named.</summary>
    /// <exception cref="BackupException"><see cref="ErrorCode.DependentObjects"/>, naming it.</exception>
    public static void CheckLosses(ReplacePlan plan, string database)
    {
        if (plan.Relations.Lost is not { Count: > 0 } lost)
            return;
        List<string> remade = [.. plan.Relations.All.Where(r => r.How == Replacement.Remade).Select(r => EntryTitle.Of(plan.Archive[r.Archive]))];
        string what = remade.Count > 0
            ? $"the definition of {RestoreErrors.Few(remade)} is not that of the backup any more, so that it has to be made anew"
            : "a part of the definition is not that of the backup any more";
        throw new BackupException(
            ErrorCode.DependentObjects,
            $"In the database '{database}' {what}, and {Figures.Count(lost.Count, "object")} that {(lost.Count == 1 ? "is" : "are")} not restored would be lost: {RestoreErrors.Few([.. lost.Select(EntryTitle.Of)])}. Nothing was changed.",
            $"Name views, tables and sequences among them with {Setting.Table}, drop what can be made again, or change the definition back. To replace the rows alone, say {Setting.DataOnly}.",
            database);
    }

    /// <summary>Holds that large objects, which no table names, are not among what is replaced.</summary>
    /// <exception cref="BackupException"><see cref="ErrorCode.CapabilityMissing"/> where they are.</exception>
    public static void CheckLargeObjects(RestoreContents contents, string database)
    {
        if (contents.DataObjects.Any(i => contents.Manifest.Objects[i].Kind == ArchiveObjects.LargeObjects))
        {
            throw new BackupException(
                ErrorCode.CapabilityMissing, "Large objects cannot be replaced in a database that may have others with the same numbers.",
                $"Leave them out with {Setting.Exclude} LargeObjects, or name tables with {Setting.Table}.", database);
        }
    }
}
