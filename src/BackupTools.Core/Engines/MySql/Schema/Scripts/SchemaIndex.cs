using System.Text;
using System.Text.Json;
using BackupTools.Abstractions;

namespace BackupTools.Engines.MySql.Schema.Scripts;

/// <summary>Reads a schema back out of an archive.</summary>
internal static class SchemaIndex
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <summary>What may stand between the statements of entries: a statement that no entry has would be lost.</summary>
    private static readonly string[] Between = ["--", "SET ", "DELIMITER ", "ALTER DATABASE ", ";"];

    /// <summary>The entries in restore order.</summary>
    /// <exception cref="BackupException">
    /// <see cref="ErrorCode.ArchiveDamaged"/> where there is no index, or it is not the index of the archive's scripts.
    /// </exception>
    public static async Task<IReadOnlyList<SchemaEntry>> ReadAsync(IArchiveContents archive, CancellationToken cancellationToken) =>
        (await ReadWithAccountsAsync(archive, cancellationToken)).Entries;

    /// <summary>The entries in restore order, and the accounts that they need; null where the backup does not know them.</summary>
    /// <exception cref="BackupException"><see cref="ErrorCode.ArchiveDamaged"/>.</exception>
    public static async Task<(IReadOnlyList<SchemaEntry> Entries, IReadOnlyList<SchemaAccount>? Accounts)> ReadWithAccountsAsync(
        IArchiveContents archive, CancellationToken cancellationToken)
    {
        IReadOnlyList<ArchiveScript> scripts = archive.Manifest.Scripts;
        if (scripts.Count == 0 || NameOf(scripts[^1]) != SchemaScripts.IndexName)
            throw Damaged(archive, $"its last script is not {SchemaScripts.IndexName}");

        IReadOnlyList<IndexedEntry> indexed;
        IReadOnlyList<SchemaAccount>? accounts;
        try
        {
            MySqlSchemaDocument document = SchemaIndexJson.Read(await archive.ReadScriptAsync(scripts[^1], cancellationToken));
            (indexed, accounts) = (document.Entries ?? throw new JsonException("It has no entries."), document.Accounts);
        }
        catch (JsonException e)
        {
            throw Damaged(archive, $"{SchemaScripts.IndexName} cannot be read: {e.Message.TrimEnd('.')}", e);
        }

        List<SchemaEntry> entries = new(indexed.Count);
        int next = 0;
        foreach (ArchiveScript script in scripts.Take(scripts.Count - 1))
        {
            string name = NameOf(script);
            byte[] bytes = Encoding.UTF8.GetBytes(await archive.ReadScriptAsync(script, cancellationToken));
            long position = 0;
            for (; next < indexed.Count && indexed[next] is { } entry && entry.Script == name; next++)
            {
                string title = $"({entry.Kind} {entry.Name})";
                string create = Take(entry.Offset, entry.Create, title);
                string state = entry.State is { } length ? Take(entry.StateOffset ?? -1, length, title) : "";
                entries.Add(ToEntry(entry, create, state));
            }

            Skip(bytes.Length);

            string Take(long offset, long length, string title)
            {
                if (offset < position || length < 1 || length > bytes.Length || offset > bytes.Length - length)
                    throw Damaged(archive, $"{name} has no place for an entry of the index {title}");
                Skip(offset);
                position = offset + length;
                try
                {
                    return Strict.GetString(bytes, (int)offset, (int)length);
                }
                catch (DecoderFallbackException)
                {
                    throw Damaged(archive, $"{name} has an entry that does not begin or end where the index says {title}");
                }
            }

            void Skip(long offset)
            {
                foreach (string line in Encoding.UTF8.GetString(bytes, (int)position, (int)(offset - position)).Split('\n'))
                {
                    if (line.Length > 0 && !Between.Any(b => line.StartsWith(b, StringComparison.Ordinal)))
                        throw Damaged(archive, $"{name} has a statement that the index does not have (before byte {offset})");
                }
            }
        }

        if (next < indexed.Count)
            throw Damaged(archive, $"the index names the script {indexed[next].Script} where there is none, or not in order");
        return (SchemaRules.FindProblem(entries) ?? AccountFacts.FindProblem(accounts ?? [])) is { } problem ? throw Damaged(archive, problem) : (entries, accounts);
    }

    private static SchemaEntry ToEntry(IndexedEntry entry, string create, string state) => new()
    {
        Kind = entry.Kind,
        Name = entry.Name,
        Table = entry.Table,
        Definer = entry.Definer,
        IsBroken = entry.Broken == true,
        DependsOn = entry.DependsOn ?? [],
        Columns = entry.Columns ?? [],
        Settings = entry.Settings,
        Create = create,
        State = state,
    };

    /// <summary>The script's name without the codec's extension, which follows <c>.sql</c> or <c>.json</c>.</summary>
    private static string NameOf(ArchiveScript script)
    {
        foreach (string kind in (ReadOnlySpan<string>)[".sql", ".json"])
        {
            int end = script.ContentName.LastIndexOf(kind, StringComparison.Ordinal);
            if (end >= 0)
                return script.ContentName[..(end + kind.Length)];
        }

        return script.ContentName;
    }

    private static BackupException Damaged(IArchiveContents archive, string problem, Exception? inner = null) => new(
        ErrorCode.ArchiveDamaged, $"The schema in the archive of '{archive.Manifest.Database}' contradicts itself: {problem}.",
        "Take another backup.", archive.Manifest.Database, inner);
}
