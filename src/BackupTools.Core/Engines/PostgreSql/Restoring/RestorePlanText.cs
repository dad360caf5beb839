using System.Globalization;
using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Inspection;
using BackupTools.Engines.PostgreSql.Restoring.Entries;
using BackupTools.Engines.PostgreSql.Restoring.Targets;
using BackupTools.Engines.PostgreSql.Schema;

namespace BackupTools.Engines.PostgreSql.Restoring;

/// <summary>Says in sentences what a restore would do.</summary>
internal static class RestorePlanText
{
    /// <summary>The sentences for a restore that builds a database.</summary>
    public static IReadOnlyList<string> Describe(RestoreScope scope)
    {
        List<string> steps = [Reads(scope.Contents)];
        List<string> leftovers = [.. scope.State.Leftovers.Where(l => l.IsDroppable).Select(l => l.Name)];
        if (leftovers.Count > 0 && scope.Mode != RestoreMode.Refuse)
            steps.Add($"Drops {RestoreErrors.Few(leftovers)}, which an earlier restore has left when it was killed.");
        string roles = $"{Figures.Count(scope.MissingRoles.Count, "role")} that the server does not have ({RestoreErrors.Few(scope.MissingRoles)})";
        if (scope.CreatesRoles)
            steps.Add($"Creates {roles}.");
        else if (scope.MissingRoles.Count > 0)
            steps.Add($"Leaves out what names {roles}.");
        steps.Add(Outcome(scope));
        steps.AddRange(EntryTitle.LeftOut("Leaves out", scope.Contents.LeftOut));
        if (scope.Request.Verify)
            steps.Add($"Reads {Figures.Count(scope.Contents.Tables.Count, "table")} back and compares counts and checksums with the backup's.");
        return steps;
    }

    /// <summary>The sentences for a restore that adds rows.</summary>
    public static IReadOnlyList<string> DescribeAppend(RestoreContents contents, string target) =>
    [
        Reads(contents),
        $"Adds {Rows(contents)} to {Figures.Count(contents.Tables.Count, "table")} of the existing database '{target}', in one transaction.",
    ];

    /// <summary>What is read of the backup.</summary>
    public static string Reads(RestoreContents contents) =>
        $"Reads {Figures.Count(contents.Chunks.Count, "chunk")} ({Figures.Bytes(contents.Chunks.Sum(c => c.RawSize))}) of the backup of '{contents.Manifest.Database}'.";

    private static string Outcome(RestoreScope scope)
    {
        string what = What(scope.Contents);
        string target = scope.Target;
        return scope.Mode switch
        {
            RestoreMode.Create => $"Creates the database '{target}' with {what}.",
            RestoreMode.Fill => $"Fills the empty database '{target}' with {what}.",
            RestoreMode.Replace =>
                $"Replaces the existing database '{target}' ({Figures.Bytes(scope.State.Database!.SizeBytes)}) with {what}"
                + (scope.State.Database.Sessions is { Count: > 0 } sessions
                    ? $"; as long as {Figures.Count(sessions.Count, "session")} of others use it ({RestoreErrors.Few(sessions)}) that is refused." : "."),
            _ => $"Is refused, because the database '{target}' exists and is not empty: it has {scope.State.Database!.Content}.",
        };
    }

    private static string What(RestoreContents contents)
    {
        int tables = contents.Entries.Count(e => e.Kind == ItemKind.Table);
        int indexes = contents.Entries.Count(e => e.Kind is ItemKind.Index or ItemKind.Constraint);
        int others = contents.Entries.Count(e => e.Kind is not (ItemKind.Table or ItemKind.Index or ItemKind.Constraint or ItemKind.Role));
        return $"{Figures.Count(tables, "table")}, {Rows(contents)}, {indexes.ToString("N0", CultureInfo.InvariantCulture)} indexes and keys, and {Figures.Count(others, "other object")}";
    }

    private static string Rows(RestoreContents contents) => Figures.Count(contents.Tables.Sum(t => t.Rows ?? 0), "row");
}
