using System.Runtime.CompilerServices;

namespace BackupTools.Tests.Fakes;

/// <summary>A complete storage that keeps its objects in memory.</summary>
public sealed class MemoryStorage : IBackupStorage
{
    private readonly object _gate = new();
    private readonly SortedDictionary<string, (byte[] Content, DateTime Modified)> _objects = new(StringComparer.Ordinal);
    private readonly HashSet<Writer> _writers = [];

    public string Location { get; init; } = "memory://" + Guid.NewGuid().ToString("N");

    public StorageInfo Info => new() { Kind = "Memory", Location = Location };

    public string GetPath(string name) => $"{Location}/{name}";

    public long? FreeSpace { get; set; }

    /// <summary>How many writers are open.</summary>
    public int OpenWriters
    {
        get { lock (_gate) return _writers.Count; }
    }

    /// <summary>The names of the objects.</summary>
    public IReadOnlyList<string> Names
    {
        get { lock (_gate) return [.. _objects.Keys]; }
    }

    /// <summary>The content of an object, to look at or to damage.</summary>
    public byte[] this[string name]
    {
        get { lock (_gate) return _objects[name].Content; }
        set { lock (_gate) _objects[name] = (value, DateTime.UtcNow); }
    }

    /// <summary>Makes every open writer as if its process had died.</summary>
    public void KillWriters()
    {
        lock (_gate)
        {
            foreach (Writer writer in _writers)
                writer.IsDead = true;
        }
    }

    public async IAsyncEnumerable<StorageItem> ListAsync(
        string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        List<StorageItem> items;
        lock (_gate)
        {
            items = [.. _objects.Where(o => o.Key.StartsWith(prefix, StringComparison.Ordinal))
                .Select(o => new StorageItem(o.Key, o.Value.Content.Length, o.Value.Modified))];
        }

        await Task.Yield();
        foreach (StorageItem item in items)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return item;
        }
    }

    public Task<IStorageReader> OpenReadAsync(string name, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Check(name);
        lock (_gate)
        {
            return _objects.TryGetValue(name, out (byte[] Content, DateTime Modified) found)
                ? Task.FromResult<IStorageReader>(new Reader(found.Content))
                : throw new BackupException(ErrorCode.ArchiveNotFound, $"There is no object '{name}'.", target: name);
        }
    }

    public Task<IStorageWriter> CreateAsync(string name, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Check(name);
        var writer = new Writer(this);
        lock (_gate)
            _writers.Add(writer);
        return Task.FromResult<IStorageWriter>(writer);
    }

    public Task DeleteAsync(string name, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Check(name);
        lock (_gate)
            _objects.Remove(name);
        return Task.CompletedTask;
    }

    public Task<long?> GetFreeSpaceAsync(CancellationToken cancellationToken) => Task.FromResult(FreeSpace);

    public Task<int> RemoveAbandonedAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
            return Task.FromResult(_writers.RemoveWhere(w => w.IsDead));
    }

    private static void Check(string name)
    {
        if (name is "" or "." or ".." || name.AsSpan().IndexOfAny('/', '\\', '\0') >= 0)
            throw new BackupException(ErrorCode.InvalidArgument, $"'{name}' is no name.", target: name);
    }

    private sealed class Reader(byte[] content) : IStorageReader
    {
        public long Length => content.Length;

        public ValueTask ReadExactlyAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (offset < 0 || offset > content.Length - buffer.Length)
                throw new BackupException(ErrorCode.ArchiveDamaged, "The object ends too soon.");
            content.AsMemory((int)offset, buffer.Length).CopyTo(buffer);
            return ValueTask.CompletedTask;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class Writer(MemoryStorage storage) : IStorageWriter
    {
        private readonly MemoryStream _content = new();

        public bool IsDead { get; set; }

        public ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _content.Write(buffer.Span);
            return ValueTask.CompletedTask;
        }

        public Task CommitAsync(string name, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Check(name);
            lock (storage._gate)
            {
                if (!storage._objects.TryAdd(name, (_content.ToArray(), DateTime.UtcNow)))
                    throw new BackupException(ErrorCode.StorageNameTaken, $"'{name}' exists already.", target: name);
                storage._writers.Remove(this);
            }

            return Task.CompletedTask;
        }

        public ValueTask DisposeAsync()
        {
            lock (storage._gate)
                storage._writers.Remove(this);
            return ValueTask.CompletedTask;
        }
    }
}
