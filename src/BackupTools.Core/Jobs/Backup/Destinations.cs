using BackupTools.Abstractions;
using BackupTools.Archive;

namespace BackupTools.Jobs;

/// <summary>
/// The destinations of one backup as a single sink. One that fails is dropped, what it had is removed, and the others go
/// on; when the last has failed, its error ends the backup.
/// </summary>
internal sealed class Destinations : IAsyncDisposable
{
    private const int MaxAttempts = 10_000;
    private readonly List<Destination> _all;
    private readonly List<DestinationFailure> _failures = [];
    private long _written;

    private Destinations(IReadOnlyList<IBackupStorage> storages) => _all = [.. storages.Select(s => new Destination(s))];

    /// <summary>What has failed so far.</summary>
    public IReadOnlyList<DestinationFailure> Failures => _failures;

    private IEnumerable<Destination> Living => _all.Where(d => !d.Failed);

    /// <summary>Begins to write everywhere, after removing what dead writers left and looking at the free space.</summary>
    public static async Task<Destinations> OpenAsync(
        IReadOnlyList<IBackupStorage> storages, string name, long? needed, CancellationToken cancellationToken)
    {
        Destinations destinations = new(storages);
        try
        {
            await destinations.ForEachAsync(d => d.OpenAsync(name, needed, cancellationToken), cancellationToken);
            return destinations;
        }
        catch
        {
            await destinations.DisposeAsync();
            throw;
        }
    }

    /// <summary>Appends the bytes everywhere.</summary>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        _written += bytes.Length;
        if (_all is [{ Failed: false } only])
        {
            await only.Writer!.WriteAsync(bytes, cancellationToken);
            return;
        }

        await ForEachAsync(d => d.Writer!.WriteAsync(bytes, cancellationToken).AsTask(), cancellationToken);
    }

    /// <summary>Publishes everywhere. When it is cancelled, what was published already is removed again.</summary>
    /// <returns>The archive in each storage.</returns>
    public async Task<IReadOnlyList<ArchiveLocation>> CommitAsync(
        string database, DateTime createdAt, CancellationToken cancellationToken)
    {
        try
        {
            await ForEachAsync(d => d.CommitAsync(database, createdAt, _written, cancellationToken), cancellationToken);
        }
        catch (OperationCanceledException)
        {
            foreach (Destination done in _all.Where(d => d.CommittedName is not null))
                await done.Storage.DeleteAsync(done.CommittedName!, CancellationToken.None);
            throw;
        }

        return [.. Living.Select(d => new ArchiveLocation(d.Storage, d.CommittedName!))];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (Destination destination in _all)
            await destination.CloseAsync();
    }

    private async Task ForEachAsync(Func<Destination, Task> action, CancellationToken cancellationToken)
    {
        await Task.WhenAll(Living.ToList().Select(GuardedAsync));
        cancellationToken.ThrowIfCancellationRequested();
        if (!Living.Any())
            throw _failures.Count == 1 ? _failures[0].Error : AllFailed();

        async Task GuardedAsync(Destination destination)
        {
            try
            {
                await action(destination);
            }
            catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                destination.Failed = true;
                await destination.CloseAsync();
                lock (_failures)
                    _failures.Add(new DestinationFailure(destination.Storage.Location, AsBackupException(e, destination.Storage)));
            }
        }
    }

    private BackupException AllFailed() => new(
        ErrorCode.DestinationFailed,
        $"Every one of the {_failures.Count} destinations failed: {string.Join(" ", _failures.Select(f => f.Storage + ": " + f.Error.Message))}",
        inner: _failures[0].Error);

    private static BackupException AsBackupException(Exception error, IBackupStorage storage) =>
        error as BackupException
        ?? new BackupException(
            ErrorCode.StorageFailed, $"Writing to '{storage.Location}' failed: {error.Message}", target: storage.Location, inner: error);

    private sealed class Destination(IBackupStorage storage)
    {
        public IBackupStorage Storage { get; } = storage;

        public IStorageWriter? Writer { get; private set; }

        public string? CommittedName { get; private set; }

        public bool Failed { get; set; }

        public async Task OpenAsync(string name, long? needed, CancellationToken cancellationToken)
        {
            Writer = await Storage.CreateAsync(name, cancellationToken);
            await Storage.RemoveAbandonedAsync(cancellationToken);
            if (needed is { } bytes && await Storage.GetFreeSpaceAsync(cancellationToken) is { } free && free < bytes)
            {
                throw new BackupException(
                    ErrorCode.StorageFull, $"'{Storage.Location}' has {free:N0} bytes free and the backup needs at least {bytes:N0}.",
                    "Free space there, or name another storage.", Storage.Location);
            }
        }

        public async Task CommitAsync(string database, DateTime createdAt, long written, CancellationToken cancellationToken)
        {
            string name = await PublishAsync(database, createdAt, cancellationToken);
            CommittedName = name;
            await using IStorageReader stored = await Storage.OpenReadAsync(name, cancellationToken);
            if (stored.Length == written)
                return;
            await Storage.DeleteAsync(name, CancellationToken.None);
            throw new BackupException(
                ErrorCode.StorageVerificationFailed,
                $"'{Storage.Location}' holds {stored.Length:N0} bytes of '{name}' and was given {written:N0}; they have been removed.",
                "Check that storage's disk or connection.", name);
        }

        private async Task<string> PublishAsync(string database, DateTime createdAt, CancellationToken cancellationToken)
        {
            for (int attempt = 1; ; attempt++)
            {
                string name = ArchiveName.Make(database, createdAt, attempt);
                try
                {
                    await Writer!.CommitAsync(name, cancellationToken);
                    return name;
                }
                catch (BackupException e) when (e.Code == ErrorCode.StorageNameTaken && attempt < MaxAttempts)
                {
                }
            }
        }

        public async Task CloseAsync()
        {
            if (Writer is { } writer)
            {
                Writer = null;
                await writer.DisposeAsync();
            }
        }
    }
}
