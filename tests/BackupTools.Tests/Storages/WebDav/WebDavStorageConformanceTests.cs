using BackupTools.Tests.Servers.WebDav;

namespace BackupTools.Tests.Storages.WebDav;

public sealed class RcloneDavConformanceTests() : WebDavStorageConformance(DavKind.Rclone);

public sealed class ApacheDavConformanceTests() : WebDavStorageConformance(DavKind.Apache);

public abstract class WebDavStorageConformance(DavKind kind) : StorageConformance, IAsyncLifetime
{
    private readonly string _folder = $"{Guid.NewGuid():n}/some/where";
    private IBackupStorage? _storage;
    private DavServing? _server;

    protected override IBackupStorage Storage => _storage!;

    public async ValueTask InitializeAsync()
    {
        _server = await DavServing.GetAsync(kind);
        _storage = WebDavFixture.Open(WebDavFixture.Info(_server.Address, _folder));
        using HttpClient client = WebDavFixture.Client(_server.Address);
        string path = "";
        foreach (string name in _folder.Split('/'))
            await client.SendAsync("MKCOL", path += $"/{name}");
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    /// <summary>Without a lock, only its age says that a writer is dead.</summary>
    protected override async Task AbandonWriteAsync(string name)
    {
        using HttpClient client = WebDavFixture.Client(_server!.Address);
        await client.SendAsync("PUT", $"/{_folder}/{Path.GetFileName(UnfinishedName.NewPath("/" + name))}", StorageTesting.Bytes(10));
    }
}
