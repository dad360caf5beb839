using BackupTools.Abstractions;
using BackupTools.Engines.MongoDb.Contents;
using BackupTools.Engines.MongoDb.Schema;

namespace BackupTools.Engines.MongoDb.Restoring;

/// <summary>Checks an archive as a restore does, as far as that needs no server.</summary>
internal sealed class ArchiveCheck : IArchiveCheck
{
    private readonly ArchiveManifest _manifest;

    private ArchiveCheck(ArchiveManifest manifest) => _manifest = manifest;

    /// <summary>Checks the definitions, and that they and the documents fit each other.</summary>
    /// <exception cref="BackupException"><see cref="ErrorCode.ArchiveDamaged"/>.</exception>
    public static async Task<IArchiveCheck> OpenAsync(IArchiveContents archive, CancellationToken cancellationToken)
    {
        await ReadAsync(archive, cancellationToken);
        return new ArchiveCheck(archive.Manifest);
    }

    /// <summary>The definitions of an archive that contradicts itself nowhere.</summary>
    /// <exception cref="BackupException"><see cref="ErrorCode.ArchiveDamaged"/>.</exception>
    public static async Task<IReadOnlyList<CollectionDefinition>> ReadAsync(IArchiveContents archive, CancellationToken cancellationToken)
    {
        IReadOnlyList<CollectionDefinition> definitions = await CollectionScript.ReadAsync(archive, cancellationToken);
        return FindProblem(new RestoreContents(archive.Manifest, definitions, ObjectSelection.Everything)) is { } problem
            ? throw new BackupException(
                ErrorCode.ArchiveDamaged, $"The archive of '{archive.Manifest.Database}' contradicts itself: {problem}.", "Take another backup.", archive.Manifest.Database)
            : definitions;
    }

    /// <inheritdoc/>
    public void Check(ArchiveChunk chunk, ReadOnlyMemory<byte> raw, CancellationToken cancellationToken) => ChunkRules.Check(_manifest, chunk, raw.Span);

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private static string? FindProblem(RestoreContents contents)
    {
        ArchiveManifest manifest = contents.Manifest;
        ILookup<int, ArchiveChunk> chunks = manifest.Chunks.ToLookup(c => c.ObjectIndex);
        HashSet<string> names = [];
        for (int i = 0; i < manifest.Objects.Count; i++)
        {
            ArchiveObject item = manifest.Objects[i];
            if (item.Kind != ArchiveObjects.Table)
                return $"the {item.Kind} '{item.Name}' is of a kind that it cannot have";
            if (!names.Add(item.Name))
                return $"the collection '{item.Name}' is there twice";
            if (!contents.Has(item))
                return $"it counts the documents of the collection '{item.Name}', and has nothing that makes it";
            if (item.Rows is { } rows && chunks[i].All(c => c.Rows is not null) && chunks[i].Sum(c => c.Rows ?? 0) is long sum && sum != rows)
                return FormattableString.Invariant($"the chunks of the collection '{item.Name}' have {sum} documents instead of {rows}");
        }

        return contents.Collections.FirstOrDefault(c => c.HasDocuments && !names.Contains(c.Name)) is { } missing
            ? $"it says that it has the documents of the collection '{missing.Name}', and has not"
            : null;
    }
}
