using System.Collections.Concurrent;
using System.Net;
using Azure;
using Azure.Storage.Blobs.Models;
using BackupTools.Abstractions;
using BackupTools.Storages.Shared;

namespace BackupTools.Storages.AzureBlobs;

/// <summary>
/// Parts that were sent and not published. The service drops them by itself after a week, and at once when a blob of their name is
/// made: so they are taken back by making an empty one, whose type says so, and removing that.
/// </summary>
internal static class AzureBlobUploads
{
    /// <summary>The type of a blob that is none: it takes parts back and is about to be removed.</summary>
    public const string DiscardedType = "application/vnd.backuptools.discarded";

    /// <summary>The writers of this process, which are alive whatever their parts' age.</summary>
    public static readonly ConcurrentDictionary<string, bool> LivingMarks = new();

    public static bool IsDiscarded(string? type, long? length) => type == DiscardedType && length is null or 0;

    /// <summary>The parts that were sent for a name and not published; none where there are none.</summary>
    public static async Task<List<(string Id, long Size)>> FindAsync(AzureBlobStorage storage, string name, CancellationToken cancellationToken)
    {
        try
        {
            Response<BlockList> found = await storage.CallAsync("Checking the upload of", storage.GetPath(name), 0, (container, patience) =>
                AzureBlobStorage.BlobOf(container, storage.KeyOf(name)).GetBlockListAsync(BlockListTypes.Uncommitted, cancellationToken: patience.Token), cancellationToken);
            return [.. found.Value.UncommittedBlocks.Select(b => (b.Name, b.SizeLong))];
        }
        catch (BackupException e) when (e.Code == ErrorCode.ArchiveNotFound)
        {
            return [];
        }
    }

    /// <summary>Takes parts back, where all that were sent for the name may be; and the empty blob of somebody who died doing so.</summary>
    /// <returns>False where nothing was to be taken back, or it may not be.</returns>
    public static async Task<bool> DiscardAsync(AzureBlobStorage storage, string name, Func<BlockName, bool> mayDiscard, CancellationToken cancellationToken)
    {
        string path = storage.GetPath(name);
        BlobProperties? found = await storage.FindAnyAsync(name, cancellationToken);
        if (found is not null && !IsDiscarded(found.ContentType, found.ContentLength))
            return false; // Published, and what was sent before that is dropped with it.
        if (found is null)
        {
            List<(string Id, long Size)> parts = await FindAsync(storage, name, cancellationToken);
            if (parts.Count == 0 || !parts.All(p => BlockName.Parse(p.Id) is { } part && mayDiscard(part)))
                return false;
        }

        try
        {
            ETag tag = found?.ETag ?? (await storage.CallAsync("Taking back an upload to", path, 0, (container, patience) =>
                AzureBlobRequests.DiscardAsync(AzureBlobStorage.BlobOf(container, storage.KeyOf(name)), patience.Token), cancellationToken)).Value.ETag;
            await storage.CallAsync("Taking back an upload to", path, 0, (container, patience) => AzureBlobStorage.BlobOf(container, storage.KeyOf(name))
                .DeleteAsync(DeleteSnapshotsOption.None, new BlobRequestConditions { IfMatch = tag }, patience.Token), cancellationToken);
            return true;
        }
        catch (BackupException e) when (e.Code == ErrorCode.ArchiveNotFound
            || AzureBlobErrors.StatusOf(e) is (int)HttpStatusCode.PreconditionFailed or (int)HttpStatusCode.Conflict)
        {
            return false; // Somebody else was first, or has published.
        }
    }

    /// <summary>Takes back what has had no part for a day and is of no writer of this process: a living one sends one every few minutes.</summary>
    public static async Task<int> RemoveAbandonedAsync(AzureBlobStorage storage, CancellationToken cancellationToken)
    {
        List<string> unfinished = [];
        await AzureBlobListing.ReadAsync(storage, "Cleaning up", "", BlobStates.Uncommitted, (name, item) =>
        {
            // What is published has a type.
            if (item.ContentLength is null or 0 && (string.IsNullOrEmpty(item.ContentType) || item.ContentType == DiscardedType))
                unfinished.Add(name);
        }, cancellationToken);
        int removed = 0;
        foreach (string name in unfinished)
            removed += await DiscardAsync(storage, name, p => IsAbandoned(p, storage), cancellationToken) ? 1 : 0;
        return removed;
    }

    /// <summary>True where somebody else may still be sending parts for a name.</summary>
    public static async Task<bool> IsOthersAsync(AzureBlobStorage storage, string name, string mark, CancellationToken cancellationToken) =>
        (await FindAsync(storage, name, cancellationToken)).Any(p => BlockName.Parse(p.Id) is not { } part || (part.Mark != mark && !IsAbandoned(part, storage)));

    private static bool IsAbandoned(BlockName part, AzureBlobStorage storage) =>
        !LivingMarks.ContainsKey(part.Mark) && storage.Now - part.SentAt >= storage.AbandonedAge;
}
