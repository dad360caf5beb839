using BackupTools.Abstractions;
using BackupTools.Engines.MySql.Schema;
using BackupTools.Engines.MySql.Schema.Selection;

namespace BackupTools.Engines.MySql.Contents;

/// <summary>The part of an archive that is restored.</summary>
internal sealed class RestoreContents
{
    private readonly Dictionary<string, SchemaEntry> _tables;

    /// <summary>Cuts it out of the archive.</summary>
    /// <exception cref="BackupException">Where the selection names what the archive does not have.</exception>
    /// <param name="manifest">What the archive says of itself.</param>
    /// <param name="entries">Its entries, or what they are to become.</param>
    /// <param name="selection">What is wanted of them.</param>
    /// <param name="collation">The database's character set and collation, where it is another one than the archive says.</param>
    public RestoreContents(ArchiveManifest manifest, IReadOnlyList<SchemaEntry> entries, ObjectSelection selection, DatabaseCollation? collation = null)
    {
        Manifest = manifest;
        Collation = collation ?? new(manifest.Properties.GetValueOrDefault("characterSet", "utf8mb4"), manifest.Properties.GetValueOrDefault("collation", "utf8mb4_general_ci"));
        AllEntries = entries;
        ChosenSchema chosen = EntrySelection.Apply(
            entries, selection.WithoutLeftOut(manifest.Selection) is var cut && selection.IsEverything ? ObjectSelection.Everything : cut,
            manifest.Database, $"The backup of '{manifest.Database}'");
        Entries = chosen.Entries;
        LeftOut = chosen.LeftOut;
        _tables = Entries.Where(e => e.Kind == ItemKind.Table).ToDictionary(e => e.Name, StringComparer.Ordinal);
        Tables = [.. manifest.Objects.Where(o => TableOf(o) is { Columns.Count: > 0 })];
        Chunks = [.. manifest.Chunks.Where(c => TableOf(manifest.Objects[c.ObjectIndex]) is { Columns.Count: > 0 })];
    }

    /// <summary>What the archive says of itself.</summary>
    public ArchiveManifest Manifest { get; }

    /// <summary>Everything that the archive has, in restore order.</summary>
    public IReadOnlyList<SchemaEntry> AllEntries { get; }

    /// <summary>What is restored of it, in restore order.</summary>
    public IReadOnlyList<SchemaEntry> Entries { get; }

    /// <summary>What was left out although nobody said so: ends of a sentence.</summary>
    public IReadOnlyList<string> LeftOut { get; }

    /// <summary>The tables whose rows are restored.</summary>
    public IReadOnlyList<ArchiveObject> Tables { get; }

    /// <summary>Their chunks, in the archive's order.</summary>
    public IReadOnlyList<ArchiveChunk> Chunks { get; }

    /// <summary>The database's character set and collation.</summary>
    public DatabaseCollation Collation { get; }

    /// <summary>The product that the backup is of.</summary>
    public string Product => Manifest.Properties.GetValueOrDefault("product", "MySQL");

    /// <summary>The entry of a table; null where it is not restored.</summary>
    public SchemaEntry? TableOf(ArchiveObject item) => _tables.GetValueOrDefault(item.Name);

    /// <summary>The entry of a chunk's table.</summary>
    public SchemaEntry TableOf(ArchiveChunk chunk) => _tables[Manifest.Objects[chunk.ObjectIndex].Name];
}
