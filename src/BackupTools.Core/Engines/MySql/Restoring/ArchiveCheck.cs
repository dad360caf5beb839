using BackupTools.Abstractions;
using BackupTools.Engines.MySql.Contents;
using BackupTools.Engines.MySql.Schema;
using BackupTools.Engines.MySql.Schema.Scripts;

namespace BackupTools.Engines.MySql.Restoring;

/// <summary>Checks an archive as a restore does, as far as that needs no server.</summary>
internal sealed class ArchiveCheck : IArchiveCheck
{
    private readonly RestoreContents _contents;

    private ArchiveCheck(RestoreContents contents) => _contents = contents;

    /// <summary>Checks the schema, and that it and the rows fit each other.</summary>
    /// <exception cref="BackupException"><see cref="ErrorCode.ArchiveDamaged"/>.</exception>
    public static async Task<IArchiveCheck> OpenAsync(IArchiveContents archive, CancellationToken cancellationToken)
    {
        IReadOnlyList<SchemaEntry> entries = await SchemaIndex.ReadAsync(archive, cancellationToken);
        RestoreContents contents = new(archive.Manifest, entries, ObjectSelection.Everything);
        return FindProblem(contents) is { } problem
            ? throw new BackupException(
                ErrorCode.ArchiveDamaged, $"The archive of '{archive.Manifest.Database}' contradicts itself: {problem}.", "Take another backup.", archive.Manifest.Database)
            : new ArchiveCheck(contents);
    }

    /// <inheritdoc/>
    public void Check(ArchiveChunk chunk, ReadOnlyMemory<byte> raw, CancellationToken cancellationToken) =>
        ChunkRules.Check(_contents.Manifest, chunk, raw.Span, _contents.TableOf(chunk).Columns.Count);

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private static string? FindProblem(RestoreContents contents)
    {
        ArchiveManifest manifest = contents.Manifest;
        if (!DatabaseCollation.IsPlain(contents.Collation.CharacterSet) || !DatabaseCollation.IsPlain(contents.Collation.Collation))
            return "its character set or collation is none";
        ILookup<int, ArchiveChunk> chunks = manifest.Chunks.ToLookup(c => c.ObjectIndex);
        HashSet<string> names = [];
        for (int i = 0; i < manifest.Objects.Count; i++)
        {
            ArchiveObject item = manifest.Objects[i];
            if (item.Kind != ArchiveObjects.Table)
                return $"the {item.Kind} '{item.Name}' is of a kind that it cannot have";
            if (!names.Add(item.Name))
                return $"the table '{item.Name}' is there twice";
            if (chunks.Contains(i) && contents.TableOf(item) is not { Columns.Count: > 0 })
                return $"it has rows of the table '{item.Name}', and nothing that makes it";
            if (item.Rows is { } rows && chunks[i].All(c => c.Rows is not null) && chunks[i].Sum(c => c.Rows ?? 0) is long sum && sum != rows)
                return FormattableString.Invariant($"the chunks of the table '{item.Name}' have {sum} rows instead of {rows}");
        }

        return null;
    }
}
