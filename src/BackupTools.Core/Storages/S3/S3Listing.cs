using System.Globalization;
using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using BackupTools.Abstractions;
using BackupTools.Storages.Shared;

namespace BackupTools.Storages.S3;

/// <summary>Lists what a bucket has below the prefix: objects, and uploads that nobody has completed.</summary>
internal static class S3Listing
{
    private const int MostObjects = 1_000_000;

    /// <summary>The objects in ordinal order, which is not that of the service for all characters.</summary>
    public static async Task<List<StorageItem>> ListAsync(S3Storage storage, string prefix, CancellationToken cancellationToken)
    {
        List<StorageItem> items = [];
        string begin = storage.Settings.Place.Prefix;
        ListObjectsV2Request request = new()
        {
            BucketName = storage.Bucket, Prefix = begin + prefix, Delimiter = "/", Encoding = EncodingType.Url,
        };
        do
        {
            ListObjectsV2Response page = await storage.CallAsync(
                "Listing", storage.Location, 0, (client, patience) => client.ListObjectsV2Async(request, patience.Token), cancellationToken);
            foreach (S3Object found in page.S3Objects ?? [])
            {
                if (NameOf(found.Key, begin + prefix, begin.Length) is { } name)
                    items.Add(new StorageItem(name, found.Size ?? 0, (found.LastModified ?? default).ToUniversalTime()));
            }

            if (items.Count > MostObjects || (page.IsTruncated == true && (page.NextContinuationToken ?? "") == (request.ContinuationToken ?? "")))
                throw TooMany(storage);
            request.ContinuationToken = page.IsTruncated == true ? page.NextContinuationToken : null;
        }
        while (request.ContinuationToken is not null);

        items.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
        return items;
    }

    /// <summary>
    /// Takes back the uploads that have had no part for a day and are none of this process's: a living one has one every few minutes.
    /// </summary>
    public static async Task<int> RemoveAbandonedAsync(S3Storage storage, CancellationToken cancellationToken)
    {
        int removed = 0;
        string begin = storage.Settings.Place.Prefix;
        ListMultipartUploadsRequest request = new() { BucketName = storage.Bucket, Prefix = begin, Delimiter = "/", Encoding = EncodingType.Url };
        do
        {
            ListMultipartUploadsResponse page = await storage.CallAsync(
                "Cleaning up", storage.Location, 0, (client, patience) => client.ListMultipartUploadsAsync(request, patience.Token), cancellationToken);
            foreach (MultipartUpload upload in page.MultipartUploads ?? [])
            {
                if (NameOf(upload.Key, begin, begin.Length) is not { } name || S3Storage.LivingUploads.ContainsKey(upload.UploadId))
                    continue;
                if (!IsOld(upload.Initiated, storage) || !await HasNoNewPartAsync(storage, name, upload.UploadId, cancellationToken))
                    continue;
                await storage.AbortAsync(storage.KeyOf(name), upload.UploadId, cancellationToken);
                removed++;
            }

            bool goesOn = page.IsTruncated == true
                && (page.NextKeyMarker, page.NextUploadIdMarker) != (request.KeyMarker, request.UploadIdMarker) && page.NextKeyMarker is not null;
            (request.KeyMarker, request.UploadIdMarker) = goesOn ? (page.NextKeyMarker, page.NextUploadIdMarker) : (null, null);
        }
        while (request.KeyMarker is not null);

        return removed;
    }

    /// <summary>The parts that the service has of an upload: their sizes, and when the newest came.</summary>
    public static async Task<(List<long> Sizes, DateTime? Newest)> PartsAsync(
        S3Storage storage, string name, string uploadId, CancellationToken cancellationToken)
    {
        List<long> sizes = [];
        DateTime? newest = null;
        ListPartsRequest request = new() { BucketName = storage.Bucket, Key = storage.KeyOf(name), UploadId = uploadId };
        while (true)
        {
            ListPartsResponse page = await storage.CallAsync(
                "Checking the upload of", storage.GetPath(name), 0, (client, patience) => client.ListPartsAsync(request, patience.Token), cancellationToken);
            foreach (PartDetail part in page.Parts ?? [])
            {
                sizes.Add(part.Size ?? 0);
                if (part.LastModified?.ToUniversalTime() is { } time && (newest is null || time > newest))
                    newest = time;
            }

            if (page.IsTruncated != true || page.NextPartNumberMarker is not { } next || next.ToString(CultureInfo.InvariantCulture) == request.PartNumberMarker)
                return (sizes, newest);
            request.PartNumberMarker = next.ToString(CultureInfo.InvariantCulture);
        }
    }

    private static async Task<bool> HasNoNewPartAsync(S3Storage storage, string name, string uploadId, CancellationToken cancellationToken)
    {
        try
        {
            return (await PartsAsync(storage, name, uploadId, cancellationToken)).Newest is not { } newest || IsOld(newest, storage);
        }
        catch (BackupException e) when (e.Code == ErrorCode.ArchiveNotFound)
        {
            return false; // It was completed or taken back meanwhile.
        }
    }

    private static bool IsOld(DateTime? time, S3Storage storage) => time is { } at && DateTime.UtcNow - at.ToUniversalTime() >= storage.AbandonedAge;

    /// <summary>The object's name of a key as a listing writes it; null for what is none of ours.</summary>
    private static string? NameOf(string? key, string begin, int prefixLength)
    {
        string plain = WebUtility.UrlDecode(key ?? "");
        return plain.StartsWith(begin, StringComparison.Ordinal) && ObjectName.IsFlat(plain[prefixLength..]) ? plain[prefixLength..] : null;
    }

    private static BackupException TooMany(S3Storage storage) => new(
        ErrorCode.StorageFailed, $"The listing of '{storage.Location}' does not end, or has more than {MostObjects:N0} objects.",
        "Give a prefix that only backups have.", storage.Location);
}
