using BackupTools.Abstractions;
using BackupTools.Engines.MySql.Restoring.Targets;
using BackupTools.Engines.MySql.Schema;

namespace BackupTools.Engines.MySql.Restoring;

/// <summary>Says in sentences what a restore would do.</summary>
internal static class RestorePlanText
{
    /// <summary>The sentences.</summary>
    public static IReadOnlyList<string> Describe(RestoreScope scope)
    {
        List<string> steps =
        [
            $"Reads {Figures.Count(scope.Contents.Chunks.Count, "chunk")} ({Figures.Bytes(scope.Contents.Chunks.Sum(c => c.RawSize))}) of the backup of '{scope.Contents.Manifest.Database}'.",
        ];
        if (scope.State.Leftovers.Count > 0 && scope.Mode is RestoreMode.Create or RestoreMode.Replace or RestoreMode.ReplaceTables)
            steps.Add($"Drops {string.Join(", ", scope.State.Leftovers)}, which an earlier restore has left when it was killed.");
        if (scope.Accounts.Count > 0)
            steps.Add($"Creates {Figures.Count(scope.Accounts.Count, "account")} that the server does not have: {string.Join(", ", scope.Accounts.Select(a => AccountNeeds.NameOf(a).Text))}.");
        steps.Add(Outcome(scope));
        if (scope.Contents.LeftOut.Count > 0)
            steps.Add($"Leaves out {string.Join(", ", scope.Contents.LeftOut)}.");
        steps.AddRange(scope.Notes);
        if (!scope.State.TakesLocalFiles && scope.Contents.Chunks.Count > 0)
            steps.Add("Sends the rows with INSERT, which is slower, because local_infile is off on the server.");
        if (scope.Request.Verify)
            steps.Add($"Reads {Figures.Count(scope.Contents.Tables.Count, "table")} back and compares counts and checksums with the backup's.");
        return steps;
    }

    private static string Outcome(RestoreScope scope)
    {
        string rows = Figures.Count(scope.Contents.Tables.Sum(t => t.Rows ?? 0), "row");
        int tables = scope.Contents.Entries.Count(e => e.Kind == ItemKind.Table);
        int others = scope.Contents.Entries.Count - tables;
        string what = $"{Figures.Count(tables, "table")}, {rows}, and {Figures.Count(others, "other object")}";
        return scope.Mode switch
        {
            RestoreMode.Create => $"Creates the database '{scope.Target}' with {what}.",
            RestoreMode.Fill => $"Fills the empty database '{scope.Target}' with {what}.",
            RestoreMode.Replace => $"Replaces the existing database '{scope.Target}' ({Figures.Bytes(scope.State.SizeBytes)}) with {what}.",
            RestoreMode.ReplaceTables => $"Replaces {Figures.Count(tables, "table")} of the existing database '{scope.Target}' with {rows}.",
            RestoreMode.Append => $"Adds {rows} to {Figures.Count(scope.Contents.Tables.Count, "table")} of the existing database '{scope.Target}', in one transaction.",
            _ => $"Is refused, because the database '{scope.Target}' exists and is not empty: it has {scope.State.Content}.",
        };
    }
}
