using System.Runtime.CompilerServices;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Storage;
using Azure.Storage.Blobs;
using BackupTools.Abstractions;
using BackupTools.Common.Clouds;

namespace BackupTools.Storages.AzureBlobs;

/// <summary>Makes the maker's client of what a storage says.</summary>
internal static class AzureBlobClients
{
    public static BlobContainerClient Create(StorageInfo storage, AzureBlobSettings settings, HttpMessageHandler? handler)
    {
        AzureBlobAccess access = AzureBlobAccess.Of(storage, settings);
        BlobClientOptions options = new();
        options.Retry.MaxRetries = 0; // Whoever calls tries again.
        options.Retry.NetworkTimeout = Timeout.InfiniteTimeSpan; // Each request has a patience of its own.
        options.Diagnostics.IsLoggingEnabled = false;
        options.Diagnostics.IsDistributedTracingEnabled = false;
        options.Diagnostics.ApplicationId = "BackupTools";
        options.AddPolicy(new OneRequestPolicy(), HttpPipelinePosition.PerRetry);
        if (handler is not null)
            options.Transport = new HttpClientTransport(handler);
        BlobServiceClient service = access.Key switch
        {
            { AccountKey: { } key } => new(access.Endpoint, new StorageSharedKeyCredential(settings.Place.Account, key), options),
            { SasToken: { } token } => new(access.Endpoint, new Azure.AzureSasCredential(token), options),
            _ => new(access.Endpoint, Login(access.Endpoint), options),
        };
        return service.GetBlobContainerClient(settings.Place.Container);
    }

    /// <summary>Whoever this process or this user is to Azure; a method of its own, so that its libraries are loaded for nobody else.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static TokenCredential Login(Uri endpoint) => AzureLogin.Of(endpoint.Host);
}
