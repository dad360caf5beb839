using BackupTools.Abstractions;

namespace BackupTools.Jobs;

/// <summary>The folder of an export with a file for each feature.</summary>
internal static class FolderOfScripts
{
    /// <summary>Looks at it.</summary>
    public static ScriptFile Find(string path)
    {
        string listPath = Path.Combine(path, ScriptOrder.ListName);
        if (!OrdinaryFile.Exists(listPath))
        {
            throw new BackupException(
                ErrorCode.ScriptInaccessible, $"The folder '{path}' has no '{ScriptOrder.ListName}', which says in which order its scripts are to run.",
                "Give a file.", path);
        }

        if (new FileInfo(listPath).Length > ScriptOrder.LongestList)
            throw ScriptOrder.Invalid(path, $"has a '{ScriptOrder.ListName}' that is no list of an export.", "Give a file.");
        List<string> names = [.. Directory.EnumerateFiles(path).Take(ScriptOrder.MostEntries).Where(OrdinaryFile.Exists).Select(f => Path.GetFileName(f)).Where(ScriptOrder.IsScript)];
        IReadOnlyList<string> ordered = ScriptOrder.Of(path, names, File.ReadAllBytes(listPath));
        return new ScriptFile(path, $"a folder of {Figures.Count(ordered.Count, "script")}", ordered.Sum(n => new FileInfo(Path.Combine(path, n)).Length), false, ordered)
        {
            Open = count => OpenEach(path, ordered, count),
        };
    }

    private static IEnumerable<(string Name, Stream Stream)> OpenEach(string path, IReadOnlyList<string> names, Action<long> count)
    {
        foreach (string name in names)
        {
            using Stream stream = ScriptFile.OpenFile(Path.Combine(path, name), count);
            yield return ($"{ScriptFile.NameOf(path)}/{name}", stream);
        }
    }
}
