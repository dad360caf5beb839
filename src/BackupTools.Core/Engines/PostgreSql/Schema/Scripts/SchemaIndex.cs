using System.Text;
using System.Text.Json;
using BackupTools.Abstractions;

namespace BackupTools.Engines.PostgreSql.Schema.Scripts;

/// <summary>Reads a schema back out of an archive.</summary>
internal static class SchemaIndex
{
    /// <summary>The entries in restore order, with their statements.</summary>
    /// <exception cref="BackupException">
    /// <see cref="ErrorCode.ArchiveDamaged"/> where there is no index, or it is not the index of the archive's scripts.
    /// </exception>
    public static async Task<IReadOnlyList<SchemaEntry>> ReadAsync(IArchiveContents archive, CancellationToken cancellationToken)
    {
        IReadOnlyList<ArchiveScript> scripts = archive.Manifest.Scripts;
        if (scripts.Count == 0 || NameOf(scripts[^1]) != SchemaScripts.IndexName)
            throw Damaged(archive, $"its last script is not {SchemaScripts.IndexName}");

        IReadOnlyList<IndexedEntry> indexed;
        try
        {
            indexed = SchemaIndexJson.Read(await archive.ReadScriptAsync(scripts[^1], cancellationToken));
        }
        catch (JsonException e)
        {
            throw Damaged(archive, $"{SchemaScripts.IndexName} cannot be read: {e.Message.TrimEnd('.')}", e);
        }

        List<SchemaEntry> entries = new(indexed.Count);
        int next = 0;
        foreach (ArchiveScript script in scripts.Take(scripts.Count - 1))
        {
            byte[] bytes = Encoding.UTF8.GetBytes(await archive.ReadScriptAsync(script, cancellationToken));
            ScriptSlices slices = new(bytes, problem => Damaged(archive, $"{NameOf(script)} {problem}"));
            string name = NameOf(script);
            for (; next < indexed.Count && indexed[next] is { } entry && entry.Script == name; next++)
                entries.Add(InternalOptions.Remove(slices.Take(entry)));
            slices.End();
        }

        if (next < indexed.Count)
            throw Damaged(archive, $"the index names the script {indexed[next].Script} where there is none, or not in order");
        if (SchemaIndexRules.FindProblem(entries) is { } wrong)
            throw Damaged(archive, wrong);
        if (SchemaIndexRules.FindProblemOfText(entries) is { } unsafeText)
            throw Damaged(archive, unsafeText);
        return entries;
    }

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
