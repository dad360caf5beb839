namespace BackupTools.Abstractions;

/// <summary>One consistent view of a database, held open until it is disposed.</summary>
public interface IBackupSource : IAsyncDisposable
{
    /// <summary>The version of the server or library.</summary>
    string EngineVersion { get; }

    /// <summary>The database's name, as the archive will be named.</summary>
    string Database { get; }

    /// <summary>
    /// The server as it was asked for, without any secret: host and port; for a database file, the machine and the file's
    /// path. Null where the engine cannot say.
    /// </summary>
    string? Server => null;

    /// <summary>What the server calls itself, the same under every name it is reached by; null where it does not say.</summary>
    string? ServerId => null;

    /// <summary>The moment of the view, UTC.</summary>
    DateTime SnapshotTime { get; }

    /// <summary>Facts that the engine needs at restore.</summary>
    IReadOnlyDictionary<string, string> Properties { get; }

    /// <summary>About how many raw bytes will be read; null where it cannot be known.</summary>
    long? EstimatedRawBytes { get; }

    /// <summary>
    /// What the user should know of this backup although it is complete, one sentence each: fewer connections than asked
    /// for, say. Final once <see cref="CompleteAsync"/> has returned.
    /// </summary>
    IReadOnlyList<string> Warnings => [];

    /// <summary>Everything the archive will hold; rows and checksums may come later from <see cref="CompleteAsync"/>.</summary>
    IReadOnlyList<ArchiveObject> Objects { get; }

    /// <summary>The data, in parts that can be read concurrently.</summary>
    IReadOnlyList<IBackupPart> Parts { get; }

    /// <summary>
    /// Reads the SQL scripts, in restore order: member name without codec extension, and text. To be called once, and what
    /// it returns to be walked through once, as each script may be made only then; the parts can be read meanwhile.
    /// </summary>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="BackupException">Where the schema cannot be read.</exception>
    Task<IEnumerable<SchemaScript>> ReadScriptsAsync(CancellationToken cancellationToken);

    /// <summary>
    /// To be called once the scripts were read and every part has ended: checks that the view stayed consistent to the
    /// end, and returns the figures of every table in <see cref="Objects"/>.
    /// </summary>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <exception cref="BackupException">Where the view was lost, or a table could not be read.</exception>
    Task<IReadOnlyList<TableContent>> CompleteAsync(CancellationToken cancellationToken);
}

/// <summary>A piece of SQL.</summary>
/// <param name="Name">The member's name without codec extension, e.g. <c>schema/100-tables.sql</c>.</param>
/// <param name="Text">The SQL.</param>
public sealed record SchemaScript(string Name, string Text);

/// <summary>A sequence of chunks that is read by one reader at a time.</summary>
public interface IBackupPart
{
    /// <summary>Fills the buffer with the next chunk. The caller does not call again before this has ended.</summary>
    /// <param name="buffer">Empty; receives the raw bytes.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>What was read; null where the part has ended.</returns>
    ValueTask<ChunkInfo?> ReadNextAsync(ChunkBuffer buffer, CancellationToken cancellationToken);
}

/// <summary>What a part says of a chunk it has read.</summary>
/// <param name="ObjectIndex">The index of the object in <see cref="IBackupSource.Objects"/>.</param>
/// <param name="Index">The chunk's position among its object's chunks, from 0 without gaps.</param>
/// <param name="Extension">The kind of content with the dot, e.g. <c>.tsv</c>.</param>
/// <param name="From">The first unit of the range, in the engine's own terms.</param>
/// <param name="To">The last unit of the range, inclusive.</param>
/// <param name="Rows">The number of rows, where the chunk holds rows.</param>
public sealed record ChunkInfo(int ObjectIndex, int Index, string Extension, string? From, string? To, long? Rows);
