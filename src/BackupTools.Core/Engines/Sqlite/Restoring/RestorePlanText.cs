using BackupTools.Abstractions;
using BackupTools.Engines.Sqlite.Contents;
using BackupTools.Engines.Sqlite.Schema;

namespace BackupTools.Engines.Sqlite.Restoring;

/// <summary>Says in sentences what a restore would do.</summary>
internal static class RestorePlanText
{
    private const int MostNames = 5;

    public static IReadOnlyList<string> Describe(
        ArchiveManifest manifest, IArchiveStage stage, SchemaParts parts, TargetState state, string target, RestoreRequest request)
    {
        IfExists ifExists = request.IfExists;
        bool ofTables = manifest.Type == BackupType.Table || !parts.IsEverything;
        IReadOnlyList<string> names = parts.Tables ?? NamesIn(manifest, withInternal: parts.IsEverything && (ifExists != IfExists.Append || state.IsEmpty));
        string count = Figures.Count(names.Count, "table");
        string what = ofTables
            ? $"{(parts.Data ? "" : "the definitions of ")}{count} ({string.Join(", ", names.Take(MostNames))}{(names.Count > MostNames ? " …" : "")})"
            : $"the whole database ({count})";
        return
        [
            $"Reads {Figures.Count(stage.Chunks.Count, "chunk")} ({Figures.Bytes(stage.Chunks.Sum(c => c.RawSize))}) of the backup of '{manifest.Database}'.",
            Outcome(what, request.IsInPlace(manifest), state, target, ifExists),
        ];
    }

    /// <summary>The tables in the archive. SQLite's own are not added to a database, which has its own.</summary>
    private static List<string> NamesIn(ArchiveManifest manifest, bool withInternal) => manifest.Objects
        .Where(o => o.Kind == ObjectKind.Table)
        .Where(o => withInternal || !o.Name.StartsWith("sqlite_", StringComparison.OrdinalIgnoreCase))
        .Select(o => o.Name).ToList();

    private static string Outcome(string what, bool inPlace, TargetState state, string target, IfExists ifExists) => ifExists switch
    {
        _ when !state.Exists => $"Creates '{target}' with {what}.",
        _ when state.IsEmpty => $"Fills the empty '{target}' with {what}.",
        not IfExists.Fail when !state.IsDatabase && (inPlace || ifExists == IfExists.Append) =>
            $"Is refused, because '{target}' is no readable SQLite database.",
        IfExists.Fail => $"Is refused, because '{target}' exists ({Figures.Bytes(state.SizeBytes)}) and is not empty.",
        IfExists.Append => $"Adds the rows of {what} to '{target}' ({Figures.Bytes(state.SizeBytes)}).",
        _ when inPlace && state.IsDatabase => $"Replaces {what} in '{target}' ({Figures.Bytes(state.SizeBytes)}), in one transaction, and leaves its other tables and everything else as they are.",
        _ => $"Replaces the existing '{target}' ({Figures.Bytes(state.SizeBytes)}) with {what}.",
    };
}
