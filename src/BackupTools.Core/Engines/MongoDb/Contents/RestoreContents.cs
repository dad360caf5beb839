using BackupTools.Abstractions;
using BackupTools.Engines.MongoDb.Schema;

namespace BackupTools.Engines.MongoDb.Contents;

/// <summary>The part of an archive that is restored.</summary>
internal sealed class RestoreContents
{
    private readonly Dictionary<string, CollectionDefinition> _definitions;

    /// <summary>Cuts it out of the archive.</summary>
    /// <param name="manifest">What the archive says of itself.</param>
    /// <param name="definitions">Its definitions.</param>
    /// <param name="selection">What is wanted of them.</param>
    /// <exception cref="BackupException">Where the selection names what the archive does not have.</exception>
    public RestoreContents(ArchiveManifest manifest, IReadOnlyList<CollectionDefinition> definitions, ObjectSelection selection)
    {
        Manifest = manifest;
        ObjectSelection cut = selection.IsEverything ? ObjectSelection.Everything : selection.WithoutLeftOut(manifest.Selection);
        ChosenCollections chosen = ChosenCollections.Of(definitions, cut, manifest.Database, $"The backup of '{manifest.Database}'");
        Definitions = chosen.Definitions;
        LeftOut = chosen.LeftOut;
        _definitions = Definitions.ToDictionary(d => d.Name, StringComparer.Ordinal);
        Tables = [.. manifest.Objects.Where(o => _definitions.GetValueOrDefault(o.Name) is { HasDocuments: true })];
        Chunks = [.. manifest.Chunks.Where(c => _definitions.GetValueOrDefault(manifest.Objects[c.ObjectIndex].Name) is { HasDocuments: true })];
    }

    /// <summary>What the archive says of itself.</summary>
    public ArchiveManifest Manifest { get; }

    /// <summary>What is restored of it.</summary>
    public IReadOnlyList<CollectionDefinition> Definitions { get; }

    /// <summary>The collections, views not among them.</summary>
    public IEnumerable<CollectionDefinition> Collections => Definitions.Where(d => d.Kind != CollectionKind.View);

    /// <summary>The views.</summary>
    public IEnumerable<CollectionDefinition> Views => Definitions.Where(d => d.Kind == CollectionKind.View);

    /// <summary>What was left out although nobody said so: ends of a sentence.</summary>
    public IReadOnlyList<string> LeftOut { get; }

    /// <summary>The collections whose documents are restored.</summary>
    public IReadOnlyList<ArchiveObject> Tables { get; }

    /// <summary>Their chunks, in the archive's order.</summary>
    public IReadOnlyList<ArchiveChunk> Chunks { get; }

    /// <summary>The definition of a chunk's collection.</summary>
    public CollectionDefinition DefinitionOf(ArchiveChunk chunk) => _definitions[Manifest.Objects[chunk.ObjectIndex].Name];

    /// <summary>True where the archive's chunk is of something that is restored.</summary>
    public bool Has(ArchiveObject item) => _definitions.GetValueOrDefault(item.Name) is { HasDocuments: true };
}
