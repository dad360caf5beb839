using System.Text.Json.Serialization;

namespace BackupTools.Abstractions;

/// <summary>
/// What <c>manifest.json</c> says: everything needed to restore the archive. Defined in ARCHIVE-FORMAT.md; sizes are
/// bytes, times are UTC.
/// </summary>
public sealed record ArchiveManifest
{
    /// <summary>The identity of the archive, 32 hexadecimal digits; other archives refer to it by this.</summary>
    public required string Id { get; init; }

    /// <summary>The engine's permanent name, e.g. <c>sqlite</c>.</summary>
    public required string Engine { get; init; }

    /// <summary>The version of the server or library that the data was read from.</summary>
    public string? EngineVersion { get; init; }

    /// <summary>The database's name.</summary>
    public required string Database { get; init; }

    /// <summary>What the archive covers.</summary>
    public required BackupType Type { get; init; }

    /// <summary>Which part of the database was taken, in words for people; null for the whole.</summary>
    public string? Selection { get; init; }

    /// <summary>The moment of the consistent view that the archive holds, UTC.</summary>
    public required DateTime CreatedAt { get; init; }

    /// <summary>
    /// The server that was read, as it was asked for: host and port; for a database file, the machine and the file's path.
    /// Null where it is not known.
    /// </summary>
    public string? Server { get; init; }

    /// <summary>What the server calls itself, the same under every name it is reached by; null where it does not say.</summary>
    public string? ServerId { get; init; }

    /// <summary>A note of whoever made the backup; null where there is none.</summary>
    public string? Description { get; init; }

    /// <summary>How long it took to read and write everything before the manifest; null where it is not known.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>The product and version that wrote it, e.g. <c>BackupTools 0.1.0</c>.</summary>
    public required string Tool { get; init; }

    /// <summary>Facts about the source that the engine needs at restore, e.g. <c>pageSize</c>.</summary>
    public IReadOnlyDictionary<string, string> Properties { get; init; } = new Dictionary<string, string>();

    /// <summary>The other archives whose chunks this one needs; empty for a full backup.</summary>
    public IReadOnlyList<ArchiveReference> References { get; init; } = [];

    /// <summary>The tables and other things the archive holds.</summary>
    public IReadOnlyList<ArchiveObject> Objects { get; init; } = [];

    /// <summary>The SQL scripts, in restore order.</summary>
    public IReadOnlyList<ArchiveScript> Scripts { get; init; } = [];

    /// <summary>The data, ordered by object and then by index.</summary>
    public IReadOnlyList<ArchiveChunk> Chunks { get; init; } = [];

    /// <summary>The sum of the chunks' and scripts' raw sizes.</summary>
    [JsonIgnore]
    public long RawBytes => Chunks.Sum(c => c.RawSize) + Scripts.Sum(s => s.RawSize);
}

/// <summary>What a backup covers.</summary>
public enum BackupType
{
    /// <summary>The whole database.</summary>
    Full,

    /// <summary>A part of the database: chosen tables, schemas or features, or definitions without rows.</summary>
    Table,

    /// <summary>What changed since another backup, whose chunks it refers to.</summary>
    Incremental,
}

/// <summary>Another archive that an archive needs.</summary>
/// <param name="Id">The other archive's identity.</param>
/// <param name="Name">The name under which it was stored beside this one.</param>
public sealed record ArchiveReference(string Id, string Name);

/// <summary>A table, or another thing that has chunks or figures of its own.</summary>
public sealed record ArchiveObject
{
    /// <summary><c>table</c>, or what else the engine defines, e.g. <c>pages</c> for an SQLite file.</summary>
    public required string Kind { get; init; }

    /// <summary>The schema, e.g. <c>main</c>.</summary>
    public required string Schema { get; init; }

    /// <summary>The name within the schema.</summary>
    public required string Name { get; init; }

    /// <summary>The number of rows, for a table.</summary>
    public long? Rows { get; init; }

    /// <summary>The content checksum as 16 hexadecimal digits, see <see cref="TableContent.Checksum"/>.</summary>
    public string? Checksum { get; init; }

    /// <summary>Why a figure is missing; null where none is.</summary>
    public string? Note { get; init; }

    /// <summary>True where it consists of rows that are counted and hashed; the pages of a file are not.</summary>
    [JsonIgnore]
    public bool HasRows => Kind != "pages";
}

/// <summary>A member with SQL text.</summary>
public sealed record ArchiveScript : ArchiveMember;

/// <summary>One piece of an object's data: the unit of parallelism, integrity, and partial reading.</summary>
public sealed record ArchiveChunk : ArchiveMember
{
    /// <summary>The index of the object in <see cref="ArchiveManifest.Objects"/>.</summary>
    public required int ObjectIndex { get; init; }

    /// <summary>The chunk's position among its object's chunks, from 0 without gaps.</summary>
    public required int Index { get; init; }

    /// <summary>The first unit of the range, in the engine's own terms (a page, a key); null where there is none.</summary>
    public string? From { get; init; }

    /// <summary>The last unit of the range, inclusive.</summary>
    public string? To { get; init; }

    /// <summary>The number of rows, where the chunk holds rows.</summary>
    public long? Rows { get; init; }

    /// <summary>
    /// The identity of the archive that holds the bytes; null for this one. <see cref="ArchiveMember.Member"/>,
    /// <see cref="ArchiveMember.Offset"/> and <see cref="ArchiveMember.Size"/> speak of that archive.
    /// </summary>
    public string? Archive { get; init; }
}
