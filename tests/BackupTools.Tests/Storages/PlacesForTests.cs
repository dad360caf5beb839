using BackupTools.Tests.Servers.Clouds;
using BackupTools.Tests.Servers.Sftp;
using BackupTools.Tests.Servers.WebDav;
using BackupTools.Tests.Storages.AzureBlobs;
using BackupTools.Tests.Storages.GoogleCloud;
using BackupTools.Tests.Storages.S3;
using BackupTools.Tests.Storages.WebDav;

namespace BackupTools.Tests.Storages;

/// <summary>A new place of every kind, on its real counterpart; where that cannot be had the test is skipped.</summary>
internal static class PlacesForTests
{
    public static IReadOnlyList<string> Kinds { get; } = ["local", "s3", "sftp", "azblob", "gs", "webdav"];

    /// <summary>Opens one as it is opened for users.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="folder">A folder for those that are on this machine's disk.</param>
    public static async Task<IBackupStorage> OpenAsync(string kind, string folder)
    {
        string name = Guid.NewGuid().ToString("n");
        return kind switch
        {
            "local" => BuiltIn.Components.OpenStorage(folder),
            "s3" => Open(await S3Fixture.InfoAsync($"s3://{await S3Fixture.NewBucketAsync()}/{name}")),
            "sftp" => Open((await SshServer.GetAsync()).Storage(folder)),
            "azblob" => Open(await AzureBlobFixture.InfoAsync(AzureBlobFixture.LocationOf(await AzureBlobFixture.NewContainerAsync(), name))),
            "gs" => Open(GoogleCloudFixture.Info($"gs://{GoogleStub.Get().Buckets.New()}/{name}")), // A stub: no counterpart can be had.
            "webdav" => Open(WebDavFixture.Info((await DavServing.GetAsync(DavKind.Rclone)).Address, name)),
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };
    }

    private static IBackupStorage Open(StorageInfo info) => BuiltIn.Components.OpenStorage(info);
}
