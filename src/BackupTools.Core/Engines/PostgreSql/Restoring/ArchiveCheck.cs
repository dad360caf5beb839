using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Connections;
using BackupTools.Engines.PostgreSql.Contents;
using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Engines.PostgreSql.Schema.Scripts;

namespace BackupTools.Engines.PostgreSql.Restoring;

/// <summary>Checks an archive as a restore does, as far as that needs no server.</summary>
internal sealed class ArchiveCheck : IArchiveCheck
{
    private readonly RestoreContents _contents;

    private ArchiveCheck(RestoreContents contents) => _contents = contents;

    /// <summary>Checks the schema, and that it and the rows fit each other.</summary>
    /// <exception cref="BackupException"><see cref="ErrorCode.ArchiveDamaged"/> or <see cref="ErrorCode.ForeignStatement"/>.</exception>
    public static async Task<IArchiveCheck> OpenAsync(IArchiveContents archive, bool allowForeignStatements, CancellationToken cancellationToken)
    {
        ArchiveManifest manifest = archive.Manifest;
        IReadOnlyList<SchemaEntry> entries = await SchemaIndex.ReadAsync(archive, cancellationToken);
        if (!allowForeignStatements)
            ForeignStatements.Check(entries, manifest.Database);
        CheckNames(manifest);
        RestoreContents contents = new(manifest, entries, ObjectSelection.Everything);
        if (FindProblem(contents) is { } problem)
            throw Damaged(manifest, problem);
        return new ArchiveCheck(contents);
    }

    /// <inheritdoc/>
    public void Check(ArchiveChunk chunk, ReadOnlyMemory<byte> raw, CancellationToken cancellationToken)
    {
        ChunkRules.Check(_contents.Manifest, chunk, raw.Span);
        IReadOnlyList<string> columns = _contents.Columns(chunk.ObjectIndex);
        if (columns.Count > 0)
            ChunkRules.CheckColumns(_contents.Manifest, chunk, raw.Span, columns.Count);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    /// <summary>Holds that the names can stand in SQL.</summary>
    /// <exception cref="BackupException"><see cref="ErrorCode.ArchiveDamaged"/>.</exception>
    public static void CheckNames(ArchiveManifest manifest)
    {
        if (manifest.Objects.Any(o => $"{o.Schema}{o.Name}".Contains('\0', StringComparison.Ordinal)))
            throw Damaged(manifest, "a name has a zero character");
    }

    private static BackupException Damaged(ArchiveManifest manifest, string problem) => new(
        ErrorCode.ArchiveDamaged, $"The archive of '{manifest.Database}' contradicts itself: {problem}.", "Take another backup.", manifest.Database);

    private static string? FindProblem(RestoreContents contents)
    {
        ArchiveManifest manifest = contents.Manifest;
        if (!ServerEncodings.Exists(contents.Encoding))
            return $"it is of a database in the encoding '{contents.Encoding}', which no server has";
        HashSet<int> known = [.. contents.DataObjects];
        ILookup<int, ArchiveChunk> chunks = manifest.Chunks.ToLookup(c => c.ObjectIndex);
        for (int i = 0; i < manifest.Objects.Count; i++)
        {
            ArchiveObject item = manifest.Objects[i];
            string name = $"{item.Kind} '{item.Schema}.{item.Name}'";
            if (item.Kind is not (ArchiveObjects.Table or ArchiveObjects.LargeObjects))
                return $"the {name} is of a kind that it cannot have";
            if (!known.Contains(i) && chunks.Contains(i))
                return $"it has rows of the {name}, and nothing that makes it";
            if (item.Rows is { } rows && chunks[i].All(c => c.Rows is not null) && chunks[i].Sum(c => c.Rows ?? 0) is long sum && sum != rows)
                return FormattableString.Invariant($"the chunks of the {name} have {sum} rows instead of {rows}");
        }

        return null;
    }
}
