using BackupTools.Storages.Sftp;
using BackupTools.Tests.Fakes;
using BackupTools.Tests.Servers.Sftp;

namespace BackupTools.Tests.Storages.Sftp;

public sealed class SftpStorageConformanceTests : StorageConformance, IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private IBackupStorage? _storage;

    protected override IBackupStorage Storage => _storage!;

    public async ValueTask InitializeAsync() => _storage = new SftpStorage((await SshServer.GetAsync()).Storage(_folder.Path));

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Without a lock, only its age says that a writer is dead.</summary>
    protected override async Task AbandonWriteAsync(string name)
    {
        string path = UnfinishedName.NewPath(_folder[name]);
        await File.WriteAllBytesAsync(path, StorageTesting.Bytes(10), Token);
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddHours(-25));
    }
}
