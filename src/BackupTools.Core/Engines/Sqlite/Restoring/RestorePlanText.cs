using BackupTools.Abstractions;

namespace BackupTools.Engines.Sqlite.Restoring;

/// <summary>Says in sentences what a restore would do.</summary>
internal static class RestorePlanText
{
    public static IReadOnlyList<string> Describe(
        ArchiveManifest manifest, IArchiveStage stage, IReadOnlyList<string> tables, TargetState state, string target, IfExists ifExists)
    {
        bool ofTables = manifest.Type == BackupType.Table || tables.Count > 0;
        int count = tables.Count > 0 ? tables.Count : manifest.Objects.Count(o => o.Kind == ObjectKind.Table);
        string what = ofTables ? $"{count:N0} tables ({string.Join(", ", Names(manifest, tables).Take(5))}{(count > 5 ? " …" : "")})"
            : $"the whole database with {count:N0} tables";
        return
        [
            $"Reads {stage.Chunks.Count:N0} chunks with {stage.Chunks.Sum(c => c.RawSize):N0} bytes of the backup of '{manifest.Database}'.",
            Outcome(what, ofTables, state, target, ifExists),
        ];
    }

    private static IEnumerable<string> Names(ArchiveManifest manifest, IReadOnlyList<string> tables) =>
        tables.Count > 0 ? tables : manifest.Objects.Where(o => o.Kind == ObjectKind.Table).Select(o => o.Name);

    private static string Outcome(string what, bool ofTables, TargetState state, string target, IfExists ifExists) => ifExists switch
    {
        _ when !state.Exists => $"Creates '{target}' with {what}.",
        _ when state.IsEmpty => $"Fills the empty '{target}' with {what}.",
        not IfExists.Fail when !state.IsDatabase && (ofTables || ifExists == IfExists.Append) =>
            $"Is refused, because '{target}' is no readable SQLite database.",
        IfExists.Fail => $"Is refused, because '{target}' exists with {state.SizeBytes:N0} bytes and is not empty.",
        IfExists.Append => $"Adds the rows of {what} to '{target}' with {state.SizeBytes:N0} bytes.",
        _ when ofTables && state.IsDatabase => $"Replaces {what} in '{target}', and leaves its other tables as they are.",
        _ => $"Replaces the existing '{target}' of {state.SizeBytes:N0} bytes by {what}.",
    };
}
