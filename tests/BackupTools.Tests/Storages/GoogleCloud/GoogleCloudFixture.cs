using System.Net;
using BackupTools.Storages.GoogleCloud;
using BackupTools.Storages.Shared;
using BackupTools.Tests.Servers.Clouds;

namespace BackupTools.Tests.Storages.GoogleCloud;

/// <summary>Storages at the stub of these tests.</summary>
internal static class GoogleCloudFixture
{
    public static StorageInfo Info(string location, GoogleStub? stub = null, Uri? proxy = null, string? key = null, params (string Name, string Value)[] options)
    {
        stub ??= GoogleStub.Get();
        return (new GoogleCloudStorageProvider().Parse(location) with
        {
            Options = options.Append(("Endpoint", (proxy ?? stub.Endpoint).AbsoluteUri)).ToDictionary(o => o.Item1, o => o.Item2),
        }).WithSecret(new NetworkCredential("", key ?? stub.WriterKey).SecurePassword);
    }

    /// <summary>A storage with the smallest parts that the service takes.</summary>
    public static GoogleCloudStorage Open(StorageInfo info, TimeSpan? idle = null, Func<HttpMessageHandler>? handler = null) => new(info, GoogleCloudSettings.Of(info))
    {
        PartSizes = new PartSizes(256 * 1024, 0), Idle = idle ?? TimeSpan.FromSeconds(30), Handler = handler,
    };
}
