using System.Text.RegularExpressions;
using BackupTools.Engines.PostgreSql.Schema;

namespace BackupTools.Engines.PostgreSql.Reading;

/// <summary>
/// Functions that a restore runs (for an index, a generated column, a check, a materialized view) and that name others of the
/// database without their schema. Bodies are text to the server, so this looks for names as a person would: what it says is
/// a hint, and what it does not see may still be there.
/// </summary>
internal static partial class UnqualifiedNames
{
    private const int MostNamed = 5;

    /// <summary>Nobody writes longer ones by hand; a hint is not worth more.</summary>
    private const int LongestRead = 1 << 20;

    /// <summary>The hints, a sentence each; empty where nothing was seen.</summary>
    /// <param name="entries">The schema, in restore order.</param>
    public static IReadOnlyList<string> Find(IReadOnlyList<SchemaEntry> entries)
    {
        HashSet<string> relations = [.. entries.Where(e => e.Traits.Relation != RelationShape.None).Select(e => e.Name)];
        HashSet<string> routines = [.. entries.Where(IsRoutine).Select(BareName)];
        ILookup<int, SchemaEntry> users = entries
            .Where(RunsFunctions)
            .SelectMany(e => e.DependsOn.Select(needed => (needed, e)))
            .ToLookup(p => p.needed, p => p.e);

        List<string> hints = [];
        for (int i = 0; i < entries.Count; i++)
        {
            if (IsRoutine(entries[i]) && users[i].FirstOrDefault() is { } user && NamesIn(entries[i], relations, routines) is { Count: > 0 } names)
            {
                hints.Add($"The function {EntryTitle.Of(entries[i])}, which {EntryTitle.Of(user)} needs, names without a schema: {string.Join(", ", names.Take(MostNamed))}. "
                    + "A restore finds that only with the database's own search path, and a server from 17 on not at all for indexes and "
                    + "materialized views: write the schema in it, or give it a search path of its own.");
            }
        }

        return hints;
    }

    private static List<string> NamesIn(SchemaEntry function, HashSet<string> relations, HashSet<string> routines)
    {
        if (function.Create.Length > LongestRead || OwnPath().IsMatch(function.Create) || Body().Match(function.Create) is not { Success: true } body)
            return [];
        string text = Unread().Replace(body.Groups["body"].Value, " ");
        IEnumerable<string> called = Called().Matches(text).Select(m => m.Groups["name"].Value).Where(n => routines.Contains(Fold(n)));
        IEnumerable<string> read = Read().Matches(text).Select(m => m.Groups["name"].Value).Where(n => relations.Contains(Fold(n)));
        return [.. called.Concat(read).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>True for what a restore computes; a default is for rows that come later.</summary>
    private static bool RunsFunctions(SchemaEntry entry) => entry.Kind is ItemKind.Index or ItemKind.MaterializedView or ItemKind.CheckConstraint
        || (entry.Kind is ItemKind.Table or ItemKind.ColumnDefault && Computed().IsMatch(entry.Create));

    private static bool IsRoutine(SchemaEntry entry) => entry.Kind is ItemKind.Function;

    /// <summary>A function's name has its argument types behind it.</summary>
    private static string BareName(SchemaEntry entry) => entry.Name.Split('(')[0];

    private static string Fold(string name) => name.StartsWith('"') ? name.Trim('"').Replace("\"\"", "\"", StringComparison.Ordinal) : name.ToLowerInvariant();

    [GeneratedRegex(@"\bGENERATED\s+ALWAYS\s+AS\s*\(|\bCHECK\s*\(", RegexOptions.IgnoreCase)]
    private static partial Regex Computed();

    /// <summary>The function's own search path stands between its head and its body.</summary>
    [GeneratedRegex(@"^\s*SET\s+search_path\b", RegexOptions.IgnoreCase | RegexOptions.Multiline)]
    private static partial Regex OwnPath();

    [GeneratedRegex(@"\bAS\s+(?<tag>\$\w*\$)(?<body>.*?)\k<tag>", RegexOptions.Singleline)]
    private static partial Regex Body();

    /// <summary>Comments and strings.</summary>
    [GeneratedRegex(@"--[^\n]*|/\*.*?\*/|'(?:[^']|'')*'", RegexOptions.Singleline)]
    private static partial Regex Unread();

    [GeneratedRegex("""(?<![\w.$"])(?<name>[A-Za-z_]\w*|"(?:[^"]|"")+")\s*\(""")]
    private static partial Regex Called();

    [GeneratedRegex("""\b(?:FROM|JOIN|INTO|UPDATE)\s+(?:ONLY\s+)?(?<name>[A-Za-z_]\w*|"(?:[^"]|"")+")(?!\s*[.(\w"])""", RegexOptions.IgnoreCase)]
    private static partial Regex Read();
}
