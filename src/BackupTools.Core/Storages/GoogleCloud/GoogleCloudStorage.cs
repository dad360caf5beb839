using System.Net;
using System.Runtime.CompilerServices;
using BackupTools.Abstractions;
using BackupTools.Storages.Shared;
using Google.Apis.Storage.v1;

namespace BackupTools.Storages.GoogleCloud;

/// <summary>A bucket, or what lies in it below a prefix. An unfinished object is a session of the service that no listing shows.</summary>
internal sealed class GoogleCloudStorage(StorageInfo info, GoogleCloudSettings settings) : IBackupStorage
{
    private volatile StorageService? _service;

    /// <inheritdoc/>
    public StorageInfo Info { get; } = info;

    /// <inheritdoc/>
    public string Location => Settings.Place.Uri;

    /// <summary>How long nothing may move while a request is under way.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How large the parts are, whose number has no limit; the service takes multiples of 256 KiB.</summary>
    public PartSizes PartSizes { get; init; } = new(8 * 1024 * 1024, 0);

    /// <summary>Makes the connections; null for the usual ones.</summary>
    public Func<HttpMessageHandler>? Handler { get; init; }

    internal GoogleCloudSettings Settings { get; } = settings;

    internal string Bucket => Settings.Place.Container;

    /// <inheritdoc/>
    public string GetPath(string name) => $"{Location}/{name}";

    /// <inheritdoc/>
    public async IAsyncEnumerable<StorageItem> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (StorageItem item in await GoogleCloudListing.ListAsync(this, prefix, cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return item;
        }
    }

    /// <inheritdoc/>
    public async Task<IStorageReader> OpenReadAsync(string name, CancellationToken cancellationToken) =>
        await GoogleCloudReader.OpenAsync(this, ObjectName.Check(name, Location), cancellationToken);

    /// <inheritdoc/>
    public async Task<IStorageWriter> CreateAsync(string name, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ObjectName.Check(name, Location);

        // A backup that has nowhere to go ends before the database is read.
        await GoogleCloudListing.PageAsync(this, "Writing to", "", null, 1, cancellationToken);
        return new GoogleCloudWriter(this, name);
    }

    /// <inheritdoc/>
    public async Task DeleteAsync(string name, CancellationToken cancellationToken)
    {
        string path = GetPath(ObjectName.Check(name, Location));
        if (await FindAsync(name, cancellationToken) is not { } found)
            return;
        if (found.KeptUntil is { } until && until > DateTime.UtcNow)
        {
            throw new BackupException(
                ErrorCode.StorageAccessDenied, $"'{path}' cannot be removed: the service keeps it until {Figures.Moment(until)} UTC.",
                "Wait until then.", path);
        }

        if (found.IsHeld)
            throw new BackupException(ErrorCode.StorageAccessDenied, $"'{path}' cannot be removed: somebody holds it.", "Have the hold lifted.", path);
        await RemoveAsync(name, found.Generation, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<long?> GetFreeSpaceAsync(CancellationToken cancellationToken) => Task.FromResult<long?>(null);

    /// <summary>Nothing: the service tells nobody of unfinished sessions, asks no money for them, and drops each after a week.</summary>
    public Task<int> RemoveAbandonedAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(0);
    }

    internal string KeyOf(string name) => Settings.Place.Prefix + name;

    /// <summary>What the service knows of an object; null where there is none.</summary>
    internal async Task<GoogleCloudObject?> FindAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            return await CallAsync("Looking for", GetPath(name), 0, async (service, patience) =>
            {
                ObjectsResource.GetRequest request = service.Objects.Get(Bucket, KeyOf(name));
                request.Fields = GoogleCloudObject.Fields;
                return GoogleCloudObject.Of(await request.ExecuteAsync(patience.Token));
            }, cancellationToken);
        }
        catch (BackupException e) when (e.Code == ErrorCode.ArchiveNotFound)
        {
            return null;
        }
    }

    /// <summary>Removes one generation of an object; one that is gone is no error.</summary>
    internal async Task RemoveAsync(string name, long generation, CancellationToken cancellationToken)
    {
        try
        {
            await CallAsync("Deleting", GetPath(name), 0, (service, patience) =>
            {
                ObjectsResource.DeleteRequest request = service.Objects.Delete(Bucket, KeyOf(name));
                request.IfGenerationMatch = generation;
                return request.ExecuteAsync(patience.Token);
            }, cancellationToken);
        }
        catch (BackupException e) when (e.Code == ErrorCode.ArchiveNotFound || GoogleCloudErrors.StatusOf(e) == HttpStatusCode.PreconditionFailed)
        {
            // Somebody else was first.
        }
    }

    /// <summary>Makes one request of the service, and has its failure in the product's words.</summary>
    /// <param name="operation">What is done, as the beginning of a sentence.</param>
    /// <param name="target">On what.</param>
    /// <param name="bytes">How many bytes go with it, which need time.</param>
    /// <param name="call">Makes the request.</param>
    /// <param name="cancellationToken">Stops it.</param>
    internal async Task<T> CallAsync<T>(
        string operation, string target, long bytes, Func<StorageService, Patience, Task<T>> call, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using Patience patience = new(Idle, bytes, cancellationToken);
        try
        {
            return await call(await ServiceAsync(), patience);
        }
        catch (Exception e) when (e is not BackupException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw patience.IsOver ? RemoteErrors.Silent(operation, target, e) : GoogleCloudErrors.From(e, operation, target, Location);
        }
    }

    /// <summary>Who asks is found out once; where two ask at the same time, perhaps twice.</summary>
    private async Task<StorageService> ServiceAsync() => _service ??= await GoogleCloudClients.CreateAsync(Info, Settings, Handler);
}
