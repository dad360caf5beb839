namespace BackupTools.Abstractions;

/// <summary>
/// A place that holds archives: a folder, a bucket. It stores immutable objects under flat names. An object is either
/// complete under its name or not there at all. Failures are <see cref="BackupException"/>s with a storage code.
/// Implementations are thread-safe, and do not retry by themselves.
/// </summary>
public interface IBackupStorage
{
    /// <summary>What it is, and how to open it again.</summary>
    StorageInfo Info { get; }

    /// <summary>The location as the user would write it: an absolute path or a URI, without any secret.</summary>
    string Location { get; }

    /// <summary>The full path or URI of an object, without any secret. Nothing needs to exist.</summary>
    /// <param name="name">The object's name.</param>
    string GetPath(string name);

    /// <summary>Lists the complete objects whose names begin with the prefix, in ordinal order of their names.</summary>
    /// <param name="prefix">What the names begin with; empty for all.</param>
    /// <param name="cancellationToken">Stops the listing.</param>
    /// <exception cref="BackupException"><see cref="ErrorCode.StorageNotFound"/> where the location does not exist.</exception>
    IAsyncEnumerable<StorageItem> ListAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>Opens an object for reading by range.</summary>
    /// <param name="name">The object's name.</param>
    /// <param name="cancellationToken">Stops the opening.</param>
    /// <exception cref="BackupException"><see cref="ErrorCode.ArchiveNotFound"/> where there is none of that name.</exception>
    Task<IStorageReader> OpenReadAsync(string name, CancellationToken cancellationToken);

    /// <summary>Begins to write an object. Nothing is visible under any name before <see cref="IStorageWriter.CommitAsync"/>.</summary>
    /// <param name="name">The name it is meant to have.</param>
    /// <param name="cancellationToken">Stops the opening.</param>
    Task<IStorageWriter> CreateAsync(string name, CancellationToken cancellationToken);

    /// <summary>Deletes an object; deleting what is not there is no error.</summary>
    /// <param name="name">The object's name.</param>
    /// <param name="cancellationToken">Stops the deletion.</param>
    Task DeleteAsync(string name, CancellationToken cancellationToken);

    /// <summary>The bytes that can still be written; null where it cannot be known.</summary>
    /// <param name="cancellationToken">Stops the question.</param>
    Task<long?> GetFreeSpaceAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Removes what writers that no longer live have left (an unfinished file, an unfinished upload), and never what a
    /// living writer is writing.
    /// </summary>
    /// <param name="cancellationToken">Stops the cleaning.</param>
    /// <returns>How many were removed.</returns>
    Task<int> RemoveAbandonedAsync(CancellationToken cancellationToken);
}

/// <summary>An object in a storage.</summary>
/// <param name="Name">Its name.</param>
/// <param name="SizeBytes">Its size.</param>
/// <param name="ModifiedAt">When it was written, UTC.</param>
public sealed record StorageItem(string Name, long SizeBytes, DateTime ModifiedAt);

/// <summary>An object open for reading. Ranges may be read concurrently.</summary>
public interface IStorageReader : IAsyncDisposable
{
    /// <summary>The object's size in bytes.</summary>
    long Length { get; }

    /// <summary>Fills the whole buffer from the offset.</summary>
    /// <param name="offset">Where to begin, from 0.</param>
    /// <param name="buffer">Is filled completely.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="BackupException"><see cref="ErrorCode.ArchiveDamaged"/> where the object ends before the buffer is full.</exception>
    ValueTask ReadExactlyAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken);
}

/// <summary>An object being written, forward only. Disposing it before the commit leaves nothing behind.</summary>
public interface IStorageWriter : IAsyncDisposable
{
    /// <summary>
    /// True where a call that failed for a passing reason (<see cref="BackupException.IsTransient"/>) may be made again with the same
    /// arguments: the writer knows how much of them it has taken, and whether it has published. Others are never called again.
    /// </summary>
    bool CanRepeat => false;

    /// <summary>Appends bytes; when it returns they have been taken over completely.</summary>
    /// <param name="buffer">The bytes.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken);

    /// <summary>
    /// Makes everything durable, checks that the stored size is what was written, and publishes the object under the
    /// name, atomically and without ever replacing another one. After <see cref="ErrorCode.StorageNameTaken"/> it may be
    /// called again with another name.
    /// </summary>
    /// <param name="name">The final name; usually the one given to <see cref="IBackupStorage.CreateAsync"/>.</param>
    /// <param name="cancellationToken">Stops the commit.</param>
    Task CommitAsync(string name, CancellationToken cancellationToken);
}
