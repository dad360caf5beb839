using Azure;
using Azure.Storage.Blobs.Models;
using BackupTools.Abstractions;
using BackupTools.Storages.Shared;

namespace BackupTools.Storages.AzureBlobs;

/// <summary>Lists what a container has below the prefix, page by page.</summary>
internal static class AzureBlobListing
{
    private const int MostObjects = 1_000_000;

    /// <summary>The published blobs in ordinal order, which is not that of the service for all characters.</summary>
    public static async Task<List<StorageItem>> ListAsync(AzureBlobStorage storage, string prefix, CancellationToken cancellationToken)
    {
        List<StorageItem> items = [];
        await ReadAsync(storage, "Listing", prefix, BlobStates.None, (name, item) =>
        {
            if (!AzureBlobUploads.IsDiscarded(item.ContentType, item.ContentLength))
                items.Add(new StorageItem(name, item.ContentLength ?? 0, (item.LastModified ?? default).UtcDateTime));
        }, cancellationToken);
        items.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
        return items;
    }

    /// <summary>Tells each blob whose name is flat.</summary>
    public static async Task ReadAsync(
        AzureBlobStorage storage, string operation, string prefix, BlobStates states, Action<string, BlobItemProperties> found, CancellationToken cancellationToken)
    {
        string begin = storage.Settings.Place.Prefix;
        string? token = null;
        for (long seen = 0; ;)
        {
            Page<BlobHierarchyItem> page = await PageAsync(storage, operation, begin + prefix, states, token, null, cancellationToken);
            foreach (BlobItem item in page.Values.Where(v => v.IsBlob).Select(v => v.Blob))
            {
                if (NameOf(item.Name, begin) is { } name && item.Deleted != true && item.Snapshot is null)
                    found(name, item.Properties);
            }

            seen += page.Values.Count;
            if (string.IsNullOrEmpty(page.ContinuationToken))
                return;
            if (seen > MostObjects || page.ContinuationToken == token)
                throw TooMany(storage);
            token = page.ContinuationToken;
        }
    }

    /// <summary>One page, which says what time the service has.</summary>
    public static Task<Page<BlobHierarchyItem>> PageAsync(
        AzureBlobStorage storage, string operation, string prefix, BlobStates states, string? token, int? size, CancellationToken cancellationToken) =>
        storage.CallAsync(operation, storage.Location, 0, async (container, patience) =>
        {
            GetBlobsByHierarchyOptions options = new() { Delimiter = "/", Prefix = prefix, States = states };
            await foreach (Page<BlobHierarchyItem> page in container.GetBlobsByHierarchyAsync(options, patience.Token).AsPages(token, size))
            {
                storage.Learn(page.GetRawResponse().Headers.Date);
                return page;
            }

            throw new IOException("The service says nothing.");
        }, cancellationToken);

    private static string? NameOf(string? key, string begin) =>
        key?.StartsWith(begin, StringComparison.Ordinal) == true && ObjectName.IsFlat(key[begin.Length..]) ? key[begin.Length..] : null;

    private static BackupException TooMany(AzureBlobStorage storage) => new(
        ErrorCode.StorageFailed, $"The listing of '{storage.Location}' does not end, or has more than {MostObjects:N0} objects.",
        "Give a prefix that only backups have.", storage.Location);
}
