using System.Text;
using BackupTools.Abstractions;

namespace BackupTools.Jobs;

/// <summary>
/// Which scripts of a package run, and in which order: the only one, or what the list of an export with a file for each feature names.
/// Names are compared and shown, and never opened as paths.
/// </summary>
internal static class ScriptOrder
{
    /// <summary>The name of that list.</summary>
    public const string ListName = "load.sql";

    /// <summary>The longest list.</summary>
    public const int LongestList = 64 * 1024;

    /// <summary>The most entries of a package.</summary>
    public const int MostEntries = 1000;

    /// <summary>How a list names a script: in the words of psql, or of the client mysql.</summary>
    private static readonly (string Beginning, string End)[] Includes = [(@"\ir ", ""), ("source ", ";")];

    /// <summary>True for the name of a script.</summary>
    public static bool IsScript(string name) => name.EndsWith(".sql", StringComparison.OrdinalIgnoreCase);

    /// <summary>The scripts in the order in which they run.</summary>
    /// <param name="path">The package.</param>
    /// <param name="names">The scripts in it.</param>
    /// <param name="list">The list, where it has one.</param>
    /// <exception cref="BackupException"><see cref="ErrorCode.ScriptInvalid"/>.</exception>
    public static IReadOnlyList<string> Of(string path, IReadOnlyList<string> names, byte[]? list)
    {
        if (names.Count == 0)
            throw Invalid(path, "has no file whose name ends with .sql.", "Look at what is in it.");
        if (list is null)
        {
            return names.Count == 1 ? names
                : throw Invalid(path, $"has {Figures.Count(names.Count, "script")}, and nothing says in which order they are to run.", "Unpack it, and run them one after the other.");
        }

        List<string> ordered = [];
        foreach (string line in Encoding.UTF8.GetString(list).Split('\n').Select(l => l.TrimEnd('\r')))
        {
            if (NameIn(line) is { } name)
                ordered.Add(name);
            else if (line.Length > 0 && !line.StartsWith(@"\set ON_ERROR_STOP", StringComparison.Ordinal))
                throw Invalid(path, $"has a '{ListName}' that is more than the list of an export: '{Shorten(line)}'.", "Run its scripts one after the other.");
        }

        HashSet<string> others = [.. names.Where(n => n != ListName)];
        if (ordered.Count == 0 || ordered.Distinct().Count() != ordered.Count || !others.SetEquals(ordered) || others.Count != names.Count - 1)
            throw Invalid(path, $"has other scripts than its '{ListName}' names.", "Files may be missing: take the complete export.");
        return ordered;
    }

    /// <summary>The error of a package that cannot be used.</summary>
    public static BackupException Invalid(string path, string what, string remedy) => new(ErrorCode.ScriptInvalid, $"'{path}' {what}", remedy, path);

    private static string? NameIn(string line) => Includes
        .Where(i => line.Length > i.Beginning.Length + i.End.Length && line.StartsWith(i.Beginning, StringComparison.Ordinal) && line.EndsWith(i.End, StringComparison.Ordinal))
        .Select(i => line[i.Beginning.Length..^i.End.Length]).FirstOrDefault();

    private static string Shorten(string line) => line.Length > 60 ? line[..60] + "…" : line;
}
