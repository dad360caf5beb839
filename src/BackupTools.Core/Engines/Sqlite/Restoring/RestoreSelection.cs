using System.Text.RegularExpressions;
using BackupTools.Abstractions;
using BackupTools.Engines.Sqlite.Schema;

namespace BackupTools.Engines.Sqlite.Restoring;

/// <summary>Understands which of an archive's tables the user wants.</summary>
internal static partial class RestoreSelection
{
    /// <summary>The tables' names as the archive writes them; empty for everything.</summary>
    public static async Task<IReadOnlyList<string>> ResolveAsync(
        IArchiveContents archive, IReadOnlyList<string> tables, CancellationToken cancellationToken)
    {
        if (tables.Count == 0)
            return [];
        List<string> names = archive.Manifest.Objects.Where(o => o.Kind == ObjectKind.Table).Select(o => o.Name).ToList();
        if (archive.Manifest.Type != BackupType.Table)
        {
            // Virtual tables are no objects of their own; the schema that is written for people names them.
            foreach (ArchiveScript script in archive.Manifest.Scripts)
            {
                string text = await archive.ReadScriptAsync(script, cancellationToken);
                names.AddRange(CreateVirtualTable().Matches(text).Select(m => Unquote(m.Groups[1].Value)));
            }
        }

        names.RemoveAll(n => n.StartsWith("sqlite_", StringComparison.OrdinalIgnoreCase));
        return TableSelection.Resolve(tables, names, $"The backup of '{archive.Manifest.Database}'");
    }

    private static string Unquote(string name) => name[0] switch
    {
        '"' => name[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal),
        '`' => name[1..^1].Replace("``", "`", StringComparison.Ordinal),
        '\'' => name[1..^1].Replace("''", "'", StringComparison.Ordinal),
        '[' => name[1..^1],
        _ => name,
    };

    [GeneratedRegex("""^CREATE VIRTUAL TABLE\s+("(?:[^"]|"")*"|`(?:[^`]|``)*`|'(?:[^']|'')*'|\[[^\]]*\]|[^\s"`'\[]+)\s+USING""", RegexOptions.Multiline | RegexOptions.IgnoreCase)]
    private static partial Regex CreateVirtualTable();
}
