using System.Net;
using System.Security.Cryptography;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using BackupTools.Abstractions;
using BackupTools.Storages.Shared;

namespace BackupTools.Storages.AzureBlobs;

/// <summary>
/// Asks the service for what makes a blob. Each request carries the MD5 of its bytes, by which the service refuses what was altered on the way; that of
/// the whole is kept with the blob.
/// </summary>
internal sealed class AzureBlobWriter(AzureBlobStorage storage, string begun) : PartWriter(storage, storage.PartSizes, begun)
{
    private readonly List<string> _parts = [];
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
    private BlockName? _sending;
    private bool _hasUpload;
    private bool _isAlone;
    private bool _isTaken;

    protected override int PartsSent => _parts.Count;

    private string Path => storage.GetPath(Begun);

    protected override void Observe(ReadOnlySpan<byte> bytes) => _hash.AppendData(bytes);

    protected override async Task SendAsync(CancellationToken cancellationToken)
    {
        if (!_hasUpload && !_isTaken)
        {
            _isTaken = await storage.FindAsync(Begun, cancellationToken) is not null;
            _hasUpload = !_isTaken && AzureBlobUploads.LivingMarks.TryAdd(Mark, true);
        }

        if (_isTaken)
        {
            _parts.Add(""); // It cannot be published, and what is sent for a blob that is there stays beside it for a week.
            return;
        }

        _sending ??= new BlockName(Mark, storage.Now, _parts.Count + 1);
        string id = _sending.Id;
        await storage.CallAsync("Writing", Path, Part.Length, (container, patience) => AzureBlobRequests.StageAsync(Blob(container), id, Part, patience), cancellationToken);
        await RequireAloneAsync(cancellationToken);
        _parts.Add(id);
        _sending = null;
    }

    protected override async Task PrepareAsync(CancellationToken cancellationToken)
    {
        _isTaken = _isTaken || await storage.FindAsync(Begun, cancellationToken) is not null;
        if (_isTaken)
            throw RemoteErrors.NameTaken(Path);
    }

    protected override async Task<(int Count, long Bytes)> FindPartsAsync(CancellationToken cancellationToken)
    {
        HashSet<string> ours = [.. _parts];
        List<(string Id, long Size)> found = [.. (await AzureBlobUploads.FindAsync(storage, Begun, cancellationToken)).Where(p => ours.Contains(p.Id))];
        return (found.Count, found.Sum(p => p.Size));
    }

    protected override Task CompleteAsync(CancellationToken cancellationToken) => storage.CallAsync("Publishing", Path, 0, (container, patience) =>
        AzureBlobRequests.CommitAsync(Blob(container), storage.Settings, Begun, Mark, _parts, _hash.GetCurrentHash(), patience.Token), cancellationToken);

    protected override Task PutAsync(string name, CancellationToken cancellationToken) => storage.CallAsync(
        "Writing", storage.GetPath(name), Part.Length, (container, patience) => AzureBlobRequests.PutAsync(
            AzureBlobStorage.BlobOf(container, storage.KeyOf(name)), storage.Settings, name, Mark, Part, _hash.GetCurrentHash(), patience), cancellationToken);

    protected override Task AbortAsync() =>
        _hasUpload ? AzureBlobUploads.DiscardAsync(storage, Begun, p => p.Mark == Mark, CancellationToken.None) : Task.CompletedTask;

    protected override void Forget()
    {
        AzureBlobUploads.LivingMarks.TryRemove(Mark, out _);
        _hasUpload = false;
    }

    protected override async Task<bool?> IsOursAsync(string name, CancellationToken cancellationToken) =>
        await storage.FindAsync(name, cancellationToken) is { } found ? found.Metadata.TryGetValue(AzureBlobRequests.MarkName, out string? mark) && mark == Mark : null;

    protected override HttpStatusCode? StatusOf(BackupException error) => (HttpStatusCode?)AzureBlobErrors.StatusOf(error);

    private BlockBlobClient Blob(Azure.Storage.Blobs.BlobContainerClient container) => AzureBlobStorage.BlobOf(container, storage.KeyOf(Begun));

    /// <summary>
    /// Looks, when the first part has been sent, whether somebody else sends parts for the same name: of two at least one sees the other, and
    /// ends now and not after hours.
    /// </summary>
    private async Task RequireAloneAsync(CancellationToken cancellationToken)
    {
        if (!_isAlone && await AzureBlobUploads.IsOthersAsync(storage, Begun, Mark, cancellationToken))
        {
            throw new BackupException(
                ErrorCode.StorageFailed, $"'{Path}' is being written by somebody else at this moment.", "Run it again: it gets another name.", Path);
        }

        _isAlone = true;
    }
}
