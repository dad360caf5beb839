using Azure;
using Azure.Storage;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using BackupTools.Storages.Shared;

namespace BackupTools.Storages.AzureBlobs;

/// <summary>The requests that make a blob, with all that the storage's options ask for.</summary>
internal static class AzureBlobRequests
{
    /// <summary>Where a blob's metadata say who wrote it.</summary>
    public const string MarkName = "backuptools_writer";

    private const string ContentType = "application/octet-stream";

    private static readonly UploadTransferValidationOptions Checked = new() { ChecksumAlgorithm = StorageChecksumAlgorithm.MD5 };

    private static BlobRequestConditions NoneOfThatName => new() { IfNoneMatch = ETag.All };

    /// <summary>Writes a whole blob, where there is none of that name.</summary>
    public static Task<Response<BlobContentInfo>> PutAsync(
        BlockBlobClient blob, AzureBlobSettings settings, string name, string mark, PartBuffer content, byte[] hash, Patience patience)
    {
        BlobUploadOptions options = new()
        {
            Conditions = NoneOfThatName, HttpHeaders = new BlobHttpHeaders { ContentType = ContentType, ContentHash = hash },
            AccessTier = TierOf(settings), ImmutabilityPolicy = PolicyOf(settings, name), TransferValidation = Checked,
            TransferOptions = new StorageTransferOptions { InitialTransferSize = content.Length + 1L }, // What is smaller is one request.
            Metadata = new Dictionary<string, string> { [MarkName] = mark },
        };
        return blob.UploadAsync(content.OpenRead(patience.Moved), options, patience.Token);
    }

    /// <summary>Sends a part, which nobody sees before the list of all is committed.</summary>
    public static Task<Response<BlockInfo>> StageAsync(BlockBlobClient blob, string id, PartBuffer content, Patience patience) => blob.StageBlockAsync(
        id, content.OpenRead(patience.Moved), new BlockBlobStageBlockOptions { TransferValidation = Checked }, patience.Token);

    /// <summary>Publishes the parts, where there is no blob of that name.</summary>
    public static Task<Response<BlobContentInfo>> CommitAsync(
        BlockBlobClient blob, AzureBlobSettings settings, string name, string mark, IEnumerable<string> ids, byte[] hash, CancellationToken cancellationToken) =>
        blob.CommitBlockListAsync(
            ids,
            new CommitBlockListOptions
            {
                Conditions = NoneOfThatName, HttpHeaders = new BlobHttpHeaders { ContentType = ContentType, ContentHash = hash },
                AccessTier = TierOf(settings), ImmutabilityPolicy = PolicyOf(settings, name), Metadata = new Dictionary<string, string> { [MarkName] = mark },
            },
            cancellationToken);

    /// <summary>Makes an empty blob with a mark, where there is none of that name; the service drops all parts that were sent for it.</summary>
    public static Task<Response<BlobContentInfo>> DiscardAsync(BlockBlobClient blob, CancellationToken cancellationToken) => blob.CommitBlockListAsync(
        [],
        new CommitBlockListOptions { Conditions = NoneOfThatName, HttpHeaders = new BlobHttpHeaders { ContentType = AzureBlobUploads.DiscardedType } },
        cancellationToken);

    private static AccessTier? TierOf(AzureBlobSettings settings) => settings.AccessTier is { } tier ? new AccessTier(tier) : default(AccessTier?);

    private static BlobImmutabilityPolicy? PolicyOf(AzureBlobSettings settings, string name) => settings.Kept.Of(name) is not { } until
        ? null
        : new BlobImmutabilityPolicy
        {
            ExpiresOn = new DateTimeOffset(until),
            PolicyMode = settings.Kept.RetentionMode == "Locked" ? BlobImmutabilityPolicyMode.Locked : BlobImmutabilityPolicyMode.Unlocked,
        };
}
