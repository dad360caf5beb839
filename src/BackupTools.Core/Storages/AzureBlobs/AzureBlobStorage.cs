using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using BackupTools.Abstractions;
using BackupTools.Storages.Shared;

namespace BackupTools.Storages.AzureBlobs;

/// <summary>A container, or what lies in it below a prefix. What is unfinished are parts that no listing of ours shows.</summary>
internal sealed class AzureBlobStorage : IBackupStorage
{
    private readonly Lazy<BlobContainerClient> _container;
    private long _clockDifference;

    public AzureBlobStorage(StorageInfo info, AzureBlobSettings settings)
    {
        (Info, Settings) = (info, settings);
        _container = new Lazy<BlobContainerClient>(() => AzureBlobClients.Create(Info, Settings, Handler), LazyThreadSafetyMode.PublicationOnly);
    }

    /// <inheritdoc/>
    public StorageInfo Info { get; }

    /// <inheritdoc/>
    public string Location => Settings.Place.Uri;

    /// <summary>How long nothing may move while a request is under way.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>For how long no part may have come before an upload counts as abandoned.</summary>
    public TimeSpan AbandonedAge { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How large the parts are: 5 TiB fit into the 50,000 that a blob may have.</summary>
    public PartSizes PartSizes { get; init; } = new(8 * 1024 * 1024, 5 * 1024);

    /// <summary>What requests go through; null for the maker's.</summary>
    public HttpMessageHandler? Handler { get; init; }

    internal AzureBlobSettings Settings { get; }

    /// <summary>The time by the service's clock, as far as it has told it.</summary>
    internal DateTime Now => DateTime.UtcNow - new TimeSpan(Interlocked.Read(ref _clockDifference));

    /// <inheritdoc/>
    public string GetPath(string name) => $"{Location}/{name}";

    /// <inheritdoc/>
    public async IAsyncEnumerable<StorageItem> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (StorageItem item in await AzureBlobListing.ListAsync(this, prefix, cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return item;
        }
    }

    /// <inheritdoc/>
    public async Task<IStorageReader> OpenReadAsync(string name, CancellationToken cancellationToken) =>
        await AzureBlobReader.OpenAsync(this, ObjectName.Check(name, Location), cancellationToken);

    /// <inheritdoc/>
    public async Task<IStorageWriter> CreateAsync(string name, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ObjectName.Check(name, Location);

        // A backup that has nowhere to go ends before the database is read.
        await AzureBlobListing.PageAsync(this, "Writing to", Settings.Place.Prefix, BlobStates.None, null, 1, cancellationToken);
        try
        {
            return new AzureBlobWriter(this, name);
        }
        catch (CryptographicException e)
        {
            throw new BackupException(
                ErrorCode.StorageFailed, $"Writing to '{Location}' needs MD5 for its checksums, which the rules of this machine forbid.",
                "Back up to another storage, or from another machine.", Location, e);
        }
    }

    /// <inheritdoc/>
    public async Task DeleteAsync(string name, CancellationToken cancellationToken)
    {
        string path = GetPath(ObjectName.Check(name, Location));
        if (await FindAsync(name, cancellationToken) is not { } found)
            return;
        if (found.ImmutabilityPolicy?.ExpiresOn is { } until && until > DateTimeOffset.UtcNow)
        {
            throw new BackupException(
                ErrorCode.StorageAccessDenied, $"'{path}' cannot be removed: the container keeps it until {Figures.Moment(until.UtcDateTime)} UTC.",
                "Wait until then.", path);
        }

        if (found.HasLegalHold)
        {
            throw new BackupException(
                ErrorCode.StorageAccessDenied, $"'{path}' cannot be removed: there is a legal hold on it.", "Have the hold lifted.", path);
        }

        try
        {
            await CallAsync("Deleting", path, 0, (container, patience) => BlobOf(container, KeyOf(name)).DeleteAsync(
                DeleteSnapshotsOption.None, cancellationToken: patience.Token), cancellationToken);
        }
        catch (BackupException e) when (e.Code == ErrorCode.ArchiveNotFound)
        {
            // Somebody else was first.
        }
    }

    /// <inheritdoc/>
    public Task<long?> GetFreeSpaceAsync(CancellationToken cancellationToken) => Task.FromResult<long?>(null);

    /// <inheritdoc/>
    public Task<int> RemoveAbandonedAsync(CancellationToken cancellationToken) => AzureBlobUploads.RemoveAbandonedAsync(this, cancellationToken);

    internal static BlockBlobClient BlobOf(BlobContainerClient container, string key) => container.GetBlockBlobClient(key);

    internal string KeyOf(string name) => Settings.Place.Prefix + name;

    /// <summary>Notes what time the service has.</summary>
    internal void Learn(DateTimeOffset? now)
    {
        if (now is { } time)
            Interlocked.Exchange(ref _clockDifference, (DateTime.UtcNow - time.UtcDateTime).Ticks);
    }

    /// <summary>What the service knows of an object; null where there is none.</summary>
    internal async Task<BlobProperties?> FindAsync(string name, CancellationToken cancellationToken) =>
        await FindAnyAsync(name, cancellationToken) is { } found && !AzureBlobUploads.IsDiscarded(found.ContentType, found.ContentLength) ? found : null;

    /// <summary>The same, of an empty blob too that takes an upload back.</summary>
    internal async Task<BlobProperties?> FindAnyAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            return (await CallAsync("Looking for", GetPath(name), 0, (container, patience) =>
                BlobOf(container, KeyOf(name)).GetPropertiesAsync(cancellationToken: patience.Token), cancellationToken)).Value;
        }
        catch (BackupException e) when (e.Code == ErrorCode.ArchiveNotFound)
        {
            return null;
        }
    }

    /// <summary>Makes one request of the service, and has its failure in the product's words.</summary>
    /// <param name="operation">What is done, as the beginning of a sentence.</param>
    /// <param name="target">On what.</param>
    /// <param name="bytes">How many bytes go with it, which need time.</param>
    /// <param name="call">Makes the request.</param>
    /// <param name="cancellationToken">Stops it.</param>
    internal async Task<T> CallAsync<T>(
        string operation, string target, long bytes, Func<BlobContainerClient, Patience, Task<T>> call, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using Patience patience = new(Idle, bytes, cancellationToken);
        try
        {
            BlobContainerClient container = _container.Value;
            using (OneRequestPolicy.Begin())
                return await call(container, patience);
        }
        catch (Exception e) when (e is not BackupException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw patience.IsOver ? RemoteErrors.Silent(operation, target, e) : AzureBlobErrors.From(e, operation, target, Location);
        }
    }
}
