using System.Text.RegularExpressions;
using BackupTools.Abstractions;
using BackupTools.Engines.Sqlite.Contents;
using BackupTools.Engines.Sqlite.Schema;

namespace BackupTools.Engines.Sqlite.Restoring;

/// <summary>Understands which part of an archive the user wants.</summary>
internal static partial class RestoreSelection
{
    /// <summary>The parts, with the tables' names as the archive writes them.</summary>
    public static async Task<SchemaParts> ResolveAsync(
        IArchiveContents archive, ObjectSelection selection, CancellationToken cancellationToken)
    {
        if (selection.IsEverything)
            return SchemaParts.Everything;
        List<string> names = archive.Manifest.Objects.Where(o => o.Kind == ObjectKind.Table).Select(o => o.Name).ToList();
        List<string> modules = [];
        if (archive.Manifest.Type != BackupType.Table)
        {
            // Virtual tables are no objects of their own; the schema that is written for people names them.
            foreach (ArchiveScript script in archive.Manifest.Scripts)
            {
                string text = await archive.ReadScriptAsync(script, cancellationToken);
                modules.AddRange(CreateVirtualTable().Matches(text).Select(m => Unquote(m.Groups[1].Value)));
            }
        }

        names.RemoveAll(n => n.StartsWith("sqlite_", StringComparison.OrdinalIgnoreCase));
        return SchemaParts.Of(selection, new TableNames([.. names, .. modules], $"the backup of '{archive.Manifest.Database}'")
        {
            WithOwner = owner => modules.Contains(owner) ? names.Where(n => VirtualTables.IsShadowName(n, owner)) : [],
        });
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
