using BackupTools.Tests.Compressors;
using BackupTools.Tests.Fakes;
using BackupTools.Tests.Storages;

namespace BackupTools.Tests.Plugins;

public sealed class ToyCodecTests : CompressorConformance
{
    protected override string[] Command => ["python3", "-c", "import sys; sys.stdout.buffer.write(open(sys.argv[1], 'rb').read()[:7:-1])"];

    protected override ICompressor Create() => new ToyCodec();
}

public sealed class ToyStorageConformanceTests : StorageConformance
{
    private readonly MemoryStorage _shelf = new();
    private readonly IBackupStorage _storage;

    public ToyStorageConformanceTests()
    {
        ToyStorageProvider provider = new() { Network = _ => _shelf };
        _storage = provider.Open(provider.Parse("toy://shelf"));
    }

    protected override IBackupStorage Storage => _storage;

    protected override Task AbandonWriteAsync(string name) => _shelf.AbandonWriteAsync(name);
}
