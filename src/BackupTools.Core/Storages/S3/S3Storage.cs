using System.Collections.Concurrent;
using System.Net;
using System.Runtime.CompilerServices;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using BackupTools.Abstractions;
using BackupTools.Storages.Shared;

namespace BackupTools.Storages.S3;

/// <summary>A bucket, or what lies in it below a prefix. An unfinished object is an upload that no listing shows.</summary>
internal sealed class S3Storage : IBackupStorage
{
    /// <summary>The uploads of this process, which are alive whatever their age.</summary>
    public static readonly ConcurrentDictionary<string, bool> LivingUploads = new();

    private readonly S3Settings _settings;
    private readonly Lazy<AmazonS3Client> _client;

    public S3Storage(StorageInfo info, S3Settings settings)
    {
        _settings = settings;
        Info = info;
        _client = new Lazy<AmazonS3Client>(() => S3Clients.Create(info, settings), LazyThreadSafetyMode.PublicationOnly);
    }

    /// <inheritdoc/>
    public StorageInfo Info { get; }

    /// <inheritdoc/>
    public string Location => _settings.Place.Uri;

    /// <summary>How long nothing may move while a request is under way.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>For how long no part may have come before an upload counts as abandoned.</summary>
    public TimeSpan AbandonedAge { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How large the parts are: 5 TiB fit into the 10,000 that an upload may have.</summary>
    public PartSizes PartSizes { get; init; } = new(8 * 1024 * 1024, 132 * 1024);

    internal S3Settings Settings => _settings;

    internal string Bucket => _settings.Place.Container;

    /// <inheritdoc/>
    public string GetPath(string name) => $"{Location}/{name}";

    /// <inheritdoc/>
    public async IAsyncEnumerable<StorageItem> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (StorageItem item in await S3Listing.ListAsync(this, prefix, cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return item;
        }
    }

    /// <inheritdoc/>
    public async Task<IStorageReader> OpenReadAsync(string name, CancellationToken cancellationToken) =>
        await S3Reader.OpenAsync(this, ObjectName.Check(name, Location), cancellationToken);

    /// <inheritdoc/>
    public async Task<IStorageWriter> CreateAsync(string name, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ObjectName.Check(name, Location);
        await RequireBucketAsync(cancellationToken);
        return new S3Writer(this, name);
    }

    /// <inheritdoc/>
    public async Task DeleteAsync(string name, CancellationToken cancellationToken)
    {
        string path = GetPath(ObjectName.Check(name, Location));
        if (await FindAsync(name, cancellationToken) is not { } found)
            return;
        if (found.ObjectLockRetainUntilDate is { } until && until.ToUniversalTime() > DateTime.UtcNow)
        {
            throw new BackupException(
                ErrorCode.StorageAccessDenied, $"'{path}' cannot be removed: the bucket keeps it until {Figures.Moment(until.ToUniversalTime())} UTC.",
                "Wait until then.", path);
        }

        await CallAsync("Deleting", path, 0, (client, patience) => client.DeleteObjectAsync(Bucket, KeyOf(name), patience.Token), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<long?> GetFreeSpaceAsync(CancellationToken cancellationToken) => Task.FromResult<long?>(null);

    /// <inheritdoc/>
    public Task<int> RemoveAbandonedAsync(CancellationToken cancellationToken) => S3Listing.RemoveAbandonedAsync(this, cancellationToken);

    internal string KeyOf(string name) => _settings.Place.Prefix + name;

    /// <summary>What the service knows of an object; null where there is none.</summary>
    internal async Task<GetObjectMetadataResponse?> FindAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            return await CallAsync("Looking for", GetPath(name), 0, (client, patience) =>
                client.GetObjectMetadataAsync(Bucket, KeyOf(name), patience.Token), cancellationToken);
        }
        catch (BackupException e) when (e.Code == ErrorCode.ArchiveNotFound)
        {
            return null;
        }
    }

    /// <summary>Takes an upload back; one that is gone is no error.</summary>
    internal async Task AbortAsync(string key, string uploadId, CancellationToken cancellationToken)
    {
        try
        {
            await CallAsync("Taking back an upload to", Location, 0, (client, patience) => client.AbortMultipartUploadAsync(
                new AbortMultipartUploadRequest { BucketName = Bucket, Key = key, UploadId = uploadId }, patience.Token), cancellationToken);
        }
        catch (BackupException e) when (e.InnerException is AmazonServiceException { StatusCode: HttpStatusCode.NotFound })
        {
            // Somebody else was first, or it was completed.
        }
    }

    /// <summary>Makes one request of the service, and has its failure in the product's words.</summary>
    /// <param name="operation">What is done, as the beginning of a sentence.</param>
    /// <param name="target">On what.</param>
    /// <param name="bytes">How many bytes go with it, which need time.</param>
    /// <param name="call">Makes the request.</param>
    /// <param name="cancellationToken">Stops it.</param>
    internal async Task<T> CallAsync<T>(
        string operation, string target, long bytes, Func<AmazonS3Client, Patience, Task<T>> call, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using Patience patience = new(Idle, bytes, cancellationToken);
        try
        {
            return await call(_client.Value, patience);
        }
        catch (Exception e) when (e is not BackupException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw patience.IsOver ? RemoteErrors.Silent(operation, target, e) : S3Errors.From(e, operation, target, Location);
        }
    }

    /// <summary>A backup that has nowhere to go ends before the database is read.</summary>
    private Task<ListObjectsV2Response> RequireBucketAsync(CancellationToken cancellationToken) => CallAsync("Writing to", Location, 0, (client, patience) =>
        client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = Bucket, Prefix = _settings.Place.Prefix, MaxKeys = 1 }, patience.Token), cancellationToken);
}
