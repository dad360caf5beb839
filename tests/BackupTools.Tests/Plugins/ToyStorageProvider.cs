using System.Collections.Concurrent;
using BackupTools.Tests.Fakes;

namespace BackupTools.Tests.Plugins;

/// <summary>A kind of storage as somebody would add it: <c>toy://name</c>, with users, one option, and a network that fails.</summary>
public sealed class ToyStorageProvider : IStorageProvider
{
    private const string Scheme = "toy://";

    private readonly ConcurrentDictionary<string, MemoryStorage> _storages = new();

    /// <summary>What an opened storage really is; fails where a test wants it to.</summary>
    public Func<IBackupStorage, IBackupStorage> Network { get; init; } = storage => storage;

    /// <summary>What storages were opened with.</summary>
    public ConcurrentQueue<StorageInfo> Opened { get; } = [];

    public string Kind => "Toy";

    public bool IsRemote => true;

    public bool HasUsers => true;

    public IReadOnlyList<string> OptionNames => ["Region"];

    public bool Recognizes(string location) => location.StartsWith(Scheme, StringComparison.Ordinal);

    public StorageInfo Parse(string location) => new() { Kind = Kind, Location = location };

    public (StorageInfo Storage, string Name) ParseArchive(string path)
    {
        int name = path.LastIndexOf('/') + 1;
        return name > Scheme.Length ? (Parse(path[..(name - 1)]), path[name..]) : (Parse(path), "");
    }

    public IBackupStorage Open(StorageInfo storage)
    {
        Opened.Enqueue(storage);
        return new ToyStorage(Network(_storages.GetOrAdd(storage.Location, l => new MemoryStorage { Location = l })), storage);
    }

    private sealed class ToyStorage(IBackupStorage inner, StorageInfo info) : StorageDecorator(inner)
    {
        public override StorageInfo Info => info;
    }
}
