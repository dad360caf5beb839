using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Restoring.Entries;
using BackupTools.Engines.PostgreSql.Schema;

namespace BackupTools.Engines.PostgreSql.Restoring.Replacing;

/// <summary>Says in sentences what a replacement in a database would do, and what it leaves.</summary>
internal static class ReplacePlanText
{
    /// <summary>The sentences.</summary>
    public static IReadOnlyList<string> Describe(ReplacePlan plan, RestoreScope scope)
    {
        List<string> steps = [RestorePlanText.Reads(plan.Contents)];
        string roles = $"{Figures.Count(scope.MissingRoles.Count, "role")} that the server does not have ({RestoreErrors.Few(scope.MissingRoles)})";
        if (scope.CreatesRoles)
            steps.Add($"Creates {roles}.");
        else if (scope.MissingRoles.Count > 0)
            steps.Add($"Leaves out what names {roles}.");
        Add(steps, plan, Replacement.Kept, $"Replaces in the existing database '{scope.Target}', in one transaction, the contents of");
        Add(steps, plan, Replacement.Remade, "Drops and makes anew, because the definition is another one in the backup,");
        Add(steps, plan, Replacement.New, "Makes, because the database does not have it,");
        steps.Add($"Loads {Figures.Count(plan.Contents.Tables.Sum(t => t.Rows ?? 0), "row")} into {Figures.Count(plan.Contents.Tables.Count, "table")}.");
        List<string> needed = [.. plan.Needed.Made.Select(i => plan.Archive[i]).Where(e => e.Parent is null).Select(EntryTitle.Of)];
        if (needed.Count > 0)
            steps.Add($"Makes {Figures.Count(needed.Count, "object")} that these need and the database does not have: {RestoreErrors.Few(needed)}.");
        if (plan.ForeignKeys.Incoming.Count > 0)
            steps.Add($"Checks again {Figures.Count(plan.ForeignKeys.Incoming.Count, "foreign key")} of other tables: {RestoreErrors.Few([.. plan.ForeignKeys.Incoming.Select(i => EntryTitle.Of(plan.Live[i]))])}.");
        if (scope.Request.Verify)
            steps.Add($"Reads {Figures.Count(plan.Contents.Tables.Count, "table")} back and compares counts and checksums with the backup's.");
        int others = plan.Live.Relations.Count(i => plan.Live[i].Kind == ItemKind.Table && plan.Relations.OfLive(i) is null);
        steps.Add($"Leaves {Figures.Count(others, "other table")} and everything else of the database as {(others == 1 ? "it is" : "they are")}.");
        steps.AddRange(Warnings(plan));
        return steps;
    }

    /// <summary>What stays although one might expect something else.</summary>
    public static IReadOnlyList<string> Warnings(ReplacePlan plan)
    {
        List<string> warnings = [];
        if (plan.Stale is { Count: > 0 } stale)
            warnings.Add($"Until they are refreshed, materialized views show what was there before: {RestoreErrors.Few([.. stale.Select(v => $"{v.Schema}.{v.Name}")])}.");
        if (plan.Needed.Different is { Count: > 0 } different)
            warnings.Add($"Left as they are in the database, though the backup has other definitions: {RestoreErrors.Few([.. different.Select(EntryTitle.Of)])}.");
        if (plan.ForeignKeys.LeftOut is { Count: > 0 } keys)
            warnings.Add($"Left out, because the database does not have the other table: {RestoreErrors.Few([.. keys.Select(i => EntryTitle.Of(plan.Archive[i]))])}.");
        return warnings;
    }

    private static void Add(List<string> steps, ReplacePlan plan, Replacement how, string before)
    {
        List<string> relations = [.. plan.Relations.All.Where(r => r.How == how).Select(r => EntryTitle.Of(plan.Archive[r.Archive]))];
        if (relations.Count > 0)
            steps.Add($"{before} {string.Join(", ", relations.Take(10))}{(relations.Count > 10 ? $" and {relations.Count - 10} others" : "")}.");
    }
}
