using BackupTools.Tests.Servers.WebDav;
using BackupTools.Tests.Storages.Remote;

namespace BackupTools.Tests.Storages.WebDav;

/// <summary>Backups that are sent as a whole.</summary>
public sealed class WebDavWholeRoundTripTests() : WebDavRoundTrip(DavKind.Rclone, 8 * 1024 * 1024);

/// <summary>Backups that are sent as they come.</summary>
public sealed class WebDavStreamedRoundTripTests() : WebDavRoundTrip(DavKind.Apache, 50_000)
{
    protected override bool CanRepeatAll => false;
}

public abstract class WebDavRoundTrip(DavKind kind, int wholeSize) : RemoteRoundTrip
{
    private readonly string _folder = $"{Guid.NewGuid():n}";

    protected override async Task<IBackupStorage> OpenAsync(string place, Uri? proxy = null)
    {
        StorageInfo info = WebDavFixture.Info(proxy ?? await ServiceAsync(), $"{_folder}/{place}");
        return WebDavFixture.Open(info, proxy is null ? null : TimeSpan.FromSeconds(1), wholeSize);
    }

    protected override async Task<Uri> ServiceAsync() => (await DavServing.GetAsync(kind)).Address;

    protected override async Task<int> UnfinishedAsync(string place)
    {
        string folder = $"{(await DavServing.GetAsync(kind)).Served}/{_folder}/{place}";
        return Directory.Exists(folder) ? Directory.GetFileSystemEntries(folder).Count(e => Path.GetFileName(e).StartsWith('.')) : 0;
    }
}
