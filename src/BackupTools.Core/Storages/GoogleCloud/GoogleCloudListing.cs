using BackupTools.Abstractions;
using BackupTools.Storages.Shared;
using Google.Apis.Storage.v1;
using StoredObject = Google.Apis.Storage.v1.Data.Object;
using StoredObjects = Google.Apis.Storage.v1.Data.Objects;

namespace BackupTools.Storages.GoogleCloud;

/// <summary>Lists what a bucket has below the prefix.</summary>
internal static class GoogleCloudListing
{
    private const int MostObjects = 1_000_000;
    private const int MostPages = 100_000;

    /// <summary>The objects in ordinal order, which is not that of the service for all characters.</summary>
    public static async Task<List<StorageItem>> ListAsync(GoogleCloudStorage storage, string prefix, CancellationToken cancellationToken)
    {
        List<StorageItem> items = [];
        string? pageToken = null;
        int pages = 0;
        do
        {
            (List<StorageItem> found, string? next) = await PageAsync(storage, "Listing", prefix, pageToken, null, cancellationToken);
            items.AddRange(found);
            if (items.Count > MostObjects || ++pages > MostPages || (next is not null && next == pageToken))
                throw TooMany(storage);
            pageToken = next;
        }
        while (pageToken is not null);

        items.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
        return items;
    }

    /// <summary>One page of a listing: the objects that can be ours, and where the next begins; null for no next.</summary>
    public static Task<(List<StorageItem> Items, string? Next)> PageAsync(
        GoogleCloudStorage storage, string operation, string prefix, string? pageToken, int? most, CancellationToken cancellationToken) =>
        storage.CallAsync(operation, storage.Location, 0, async (service, patience) =>
        {
            string begin = storage.Settings.Place.Prefix;
            ObjectsResource.ListRequest request = service.Objects.List(storage.Bucket);
            (request.Prefix, request.Delimiter, request.PageToken, request.MaxResults) = (begin + prefix, "/", pageToken, most);
            request.Fields = "nextPageToken,items(name,size,updated)";
            StoredObjects page = await request.ExecuteAsync(patience.Token);
            List<StorageItem> items = [];
            foreach (StoredObject found in page.Items ?? [])
            {
                if (found?.Name is { } key && key.StartsWith(begin + prefix, StringComparison.Ordinal) && ObjectName.IsFlat(key[begin.Length..]))
                    items.Add(new StorageItem(key[begin.Length..], checked((long)(found.Size ?? 0)), (found.UpdatedDateTimeOffset ?? default).UtcDateTime));
            }

            return (items, string.IsNullOrEmpty(page.NextPageToken) ? null : page.NextPageToken);
        }, cancellationToken);

    private static BackupException TooMany(GoogleCloudStorage storage) => new(
        ErrorCode.StorageFailed, $"The listing of '{storage.Location}' does not end, or has more than {MostObjects:N0} objects.",
        "Give a prefix that only backups have.", storage.Location);
}
