using BackupTools.Abstractions;

namespace BackupTools.Engines.MongoDb.Restoring;

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
        if (scope.State.Leftovers.Count > 0 && scope.Mode != RestoreMode.Refuse)
            steps.Add($"Drops what {Figures.Count(scope.State.Leftovers.Count, "earlier restore")} has left when it was killed.");
        steps.Add(Outcome(scope));
        if (scope.Contents.LeftOut.Count > 0)
            steps.Add($"Leaves out {string.Join(", ", scope.Contents.LeftOut)}.");
        if (scope.Request.Verify)
            steps.Add($"Reads {Figures.Count(scope.Contents.Tables.Count, "collection")} back and compares counts and checksums with the backup's.");
        return steps;
    }

    private static string Outcome(RestoreScope scope)
    {
        string documents = Figures.Count(scope.Contents.Tables.Sum(t => t.Rows ?? 0), "document");
        int collections = scope.Contents.Collections.Count();
        string what = $"{Figures.Count(collections, "collection")}, {documents}, and {Figures.Count(scope.Contents.Views.Count(), "view")}";
        return scope.Mode switch
        {
            RestoreMode.Create => $"Creates the database '{scope.Target}' with {what}.",
            RestoreMode.Replace => $"Replaces the existing database '{scope.Target}' ({Figures.Bytes(scope.State.SizeBytes)}) with {what}.",
            RestoreMode.ReplaceTables => $"Replaces {Figures.Count(collections, "collection")} of the existing database '{scope.Target}' with {documents}.",
            RestoreMode.Append => $"Adds {documents} to {Figures.Count(scope.Contents.Tables.Count, "collection")} of the existing database '{scope.Target}', and takes them out again where that fails.",
            _ => $"Is refused, because the database '{scope.Target}' exists and is not empty: it has {scope.State.Content}.",
        };
    }
}
