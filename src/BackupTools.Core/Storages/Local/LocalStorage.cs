using System.IO.Enumeration;
using System.Runtime.CompilerServices;
using System.Text;
using BackupTools.Abstractions;

namespace BackupTools.Storages.Local;

/// <summary>A folder. Objects are its files; what is not yet complete lies beside them under names that no listing shows.</summary>
public sealed class LocalStorage : IBackupStorage
{
    private const int MaxNameBytes = 255;
    private static readonly EnumerationOptions AllFiles = new() { AttributesToSkip = 0, IgnoreInaccessible = false };

    /// <summary>Names the folder; it need not exist.</summary>
    /// <param name="folder">Its absolute path.</param>
    public LocalStorage(string folder)
        : this(new StorageInfo { Kind = LocalStorageProvider.KindName, Location = folder })
    {
    }

    /// <summary>The folder of a storage that was understood before.</summary>
    /// <param name="info">The storage; its location is an absolute path.</param>
    internal LocalStorage(StorageInfo info) => Info = Path.IsPathFullyQualified(info.Location)
        ? info
        : throw new BackupException(
            ErrorCode.StorageNotUnderstood, $"The folder '{info.Location}' is a relative path, and nothing says to what.", "Give an absolute path.", info.Location);

    /// <inheritdoc/>
    public StorageInfo Info { get; }

    /// <inheritdoc/>
    public string Location => Info.Location;

    /// <inheritdoc/>
    public string GetPath(string name) => Path.Combine(Location, name);

    /// <inheritdoc/>
    public async IAsyncEnumerable<StorageItem> ListAsync(
        string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        List<StorageItem> items = await RunAsync("Listing", Location, () => List(prefix, cancellationToken), cancellationToken);
        foreach (StorageItem? item in items)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return item;
        }
    }

    /// <inheritdoc/>
    public async Task<IStorageReader> OpenReadAsync(string name, CancellationToken cancellationToken)
    {
        string path = PathOf(name);
        return await RunAsync("Opening", path, () => OpenRead(path), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<IStorageWriter> CreateAsync(string name, CancellationToken cancellationToken)
    {
        string path = PathOf(name);
        return await RunAsync("Writing", path, () =>
        {
            DurableFolder.Create(Location);
            return new LocalStorageWriter(this, Unfinished.CreateFile(path));
        }, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task DeleteAsync(string name, CancellationToken cancellationToken)
    {
        string path = PathOf(name);
        await RunAsync("Deleting", path, () =>
        {
            if (Directory.Exists(Location))
                File.Delete(path);
            return true;
        }, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<long?> GetFreeSpaceAsync(CancellationToken cancellationToken) =>
        RunAsync("Asking for the free space of", Location,
            () => FreeSpace.Of(DurableFolder.NearestExisting(Location)), cancellationToken);

    /// <inheritdoc/>
    public Task<int> RemoveAbandonedAsync(CancellationToken cancellationToken) =>
        RunAsync("Cleaning up", Location,
            () => Directory.Exists(Location) ? Unfinished.RemoveAbandonedFiles(Location, null, cancellationToken) : 0, cancellationToken);

    /// <summary>The path of an object; refuses names that would lie elsewhere.</summary>
    internal string PathOf(string name)
    {
        bool isFlat = name is not ("" or "." or "..")
            && name.IndexOfAny(Path.GetInvalidFileNameChars()) < 0
            && name.AsSpan().IndexOfAny('/', '\\') < 0
            && Encoding.UTF8.GetByteCount(name) <= MaxNameBytes
            && !UnfinishedName.Is(name);
        return isFlat
            ? Path.Combine(Location, name)
            : throw new BackupException(
                ErrorCode.InvalidArgument, $"'{name}' cannot be the name of a file in '{Location}'.",
                "Give a plain file name without any folder, of at most 255 bytes.", name);
    }

    /// <summary>Runs blocking work elsewhere and maps its errors.</summary>
    internal async Task<T> RunAsync<T>(string operation, string target, Func<T> work, CancellationToken cancellationToken)
    {
        try
        {
            return await Task.Run(work, cancellationToken);
        }
        catch (Exception e) when (FileSystemErrors.IsFileSystem(e))
        {
            throw LocalErrors.From(e, operation, Location, target);
        }
    }

    private List<StorageItem> List(string prefix, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(Location))
            throw LocalErrors.NotFound(Location);

        var files = new FileSystemEnumerable<StorageItem?>(Location, ToItem, AllFiles)
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) =>
                !entry.IsDirectory && entry.FileName.StartsWith(prefix, StringComparison.Ordinal),
        };
        var items = new List<StorageItem>();
        foreach (StorageItem? item in files)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (item is not null && !UnfinishedName.Is(item.Name))
                items.Add(item);
        }

        items.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
        return items;
    }

    private static StorageItem? ToItem(ref FileSystemEntry entry)
    {
        string path = entry.ToFullPath();
        if (!OrdinaryFile.Exists(path))
            return null;
        if ((entry.Attributes & FileAttributes.ReparsePoint) == 0)
            return new StorageItem(entry.FileName.ToString(), entry.Length, entry.LastWriteTimeUtc.UtcDateTime);

        return File.ResolveLinkTarget(path, returnFinalTarget: true) is FileInfo { Exists: true } file
            ? new StorageItem(entry.FileName.ToString(), file.Length, file.LastWriteTimeUtc)
            : null;
    }

    private LocalStorageReader OpenRead(string path)
    {
        if (OrdinaryFile.IsSpecial(path))
        {
            throw new BackupException(
                ErrorCode.ArchiveInvalid, $"'{path}' is a pipe, a socket or a device, and no file.", "Give the path of a file.", path);
        }

        try
        {
            // Nothing here ever changes a published file, so sharing for writing costs nothing, and one whose writer is
            // just about to close it can be opened on Windows too.
            return new LocalStorageReader(this, path, File.OpenHandle(
                path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        }
        catch (Exception e) when (e is FileNotFoundException || (e is UnauthorizedAccessException && Directory.Exists(path)))
        {
            throw new BackupException(
                ErrorCode.ArchiveNotFound, $"There is no file '{path}'.", "List the storage to see what it holds.", path, e);
        }
    }
}
