using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using BackupTools.Abstractions;
using BackupTools.Storages.Shared;
using BackupTools.Storages.Sftp.Connections;
using BackupTools.Storages.Sftp.Wire;

namespace BackupTools.Storages.Sftp;

/// <summary>
/// A folder on an SFTP server. Objects are its files; what is not yet complete lies beside them under names that no listing shows. A server
/// has no lock by which the death of a writer could be seen, so what it left counts as abandoned a day after it was last written.
/// </summary>
internal sealed class SftpStorage : IBackupStorage
{
    private static readonly TimeSpan AbandonedAge = TimeSpan.FromHours(24);
    private readonly SftpLocation _location;
    private readonly ConnectionKeeper _connections;

    /// <summary>Unfinished files of this process that could not be removed when the connection broke, by their paths.</summary>
    private readonly ConcurrentDictionary<string, bool> _left = new(StringComparer.Ordinal);

    internal SftpStorage(StorageInfo info)
    {
        Info = info;
        _location = SftpLocation.Parse(info.Location);
        string user = _location.Place.UserOf(info) ?? Environment.UserName;
        var options = SftpOptions.Of(info);
        _connections = new ConnectionKeeper(token => new SshConnector(_location, user, options, info.GetSecret()).ConnectAsync(token));
    }

    /// <inheritdoc/>
    public StorageInfo Info { get; }

    /// <inheritdoc/>
    public string Location => Info.Location;

    /// <summary>Paths of files that are being written, which nobody here takes for abandoned.</summary>
    internal ConcurrentDictionary<string, bool> Living { get; } = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public string GetPath(string name) => $"{Location.TrimEnd('/')}/{Uri.EscapeDataString(name)}";

    /// <inheritdoc/>
    public async IAsyncEnumerable<StorageItem> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        List<StorageItem> items = await RunAsync("Listing", Location, files => ListAsync(files, prefix, cancellationToken), cancellationToken);
        foreach (StorageItem item in items)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return item;
        }
    }

    /// <inheritdoc/>
    public async Task<IStorageReader> OpenReadAsync(string name, CancellationToken cancellationToken)
    {
        RemoteName.Check(name, Location);
        return await SftpStorageReader.OpenAsync(this, name, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<IStorageWriter> CreateAsync(string name, CancellationToken cancellationToken)
    {
        RemoteName.Check(name, Location);
        string path = PathOf(RemoteName.NewUnfinished(name));
        Living[path] = true;
        try
        {
            return await GuardAsync("Writing", GetPath(name), async () =>
            {
                ConnectionKeeper.Lease lease = await RentAsync(cancellationToken);
                try
                {
                    await new RemoteFolder(lease.Files).MakeAsync(_location.Folder, cancellationToken);
                    byte[] handle = await lease.Files.CreateNewAsync(path, cancellationToken);
                    return new SftpStorageWriter(this, lease, path, handle);
                }
                catch
                {
                    lease.Dispose();
                    throw;
                }
            }, cancellationToken);
        }
        catch
        {
            await RemoveLeftAsync(path);
            throw;
        }
    }

    /// <inheritdoc/>
    public async Task DeleteAsync(string name, CancellationToken cancellationToken)
    {
        RemoteName.Check(name, Location);
        await RunAsync("Deleting", GetPath(name), async files =>
        {
            await new RemoteFolder(files).RemoveAsync(PathOf(name), cancellationToken);
            return true;
        }, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<long?> GetFreeSpaceAsync(CancellationToken cancellationToken) =>
        RunAsync("Asking for the free space of", Location, files => new RemoteFolder(files).GetFreeSpaceAsync(_location.Folder, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<int> RemoveAbandonedAsync(CancellationToken cancellationToken) => RunAsync("Cleaning up", Location, async files =>
    {
        RemoteFolder folder = new(files);
        if (!await folder.ExistsAsync(_location.Folder, cancellationToken))
            return 0;
        List<(string Name, RemoteEntry Entry)> unfinished =
            [.. (await files.ListAsync(_location.Folder, cancellationToken)).Where(e => UnfinishedName.Is(e.Name) && !Living.ContainsKey(PathOf(e.Name)))];
        if (unfinished.Count == 0)
            return 0;

        // By the server's own clock, which made the times of the files.
        DateTime now = await folder.GetTimeAsync(PathOf(RemoteName.NewUnfinished("clock")), cancellationToken);
        int removed = 0;
        foreach ((string name, RemoteEntry entry) in unfinished.Where(u => u.Entry is { IsFile: true, ModifiedAt: { } at } && now - at > AbandonedAge))
        {
            cancellationToken.ThrowIfCancellationRequested();
            await folder.RemoveAsync(PathOf(name), cancellationToken);
            removed++;
        }

        return removed;
    }, cancellationToken);

    /// <summary>The path of a file as the server sees it.</summary>
    internal string PathOf(string fileName) => _location.Folder.EndsWith('/') ? _location.Folder + fileName : $"{_location.Folder}/{fileName}";

    /// <summary>The folder as the server sees it.</summary>
    internal string Folder => _location.Folder;

    /// <summary>A connection, on which nothing is left of writers that lost theirs.</summary>
    internal async Task<ConnectionKeeper.Lease> RentAsync(CancellationToken cancellationToken)
    {
        ConnectionKeeper.Lease lease = await _connections.RentAsync(cancellationToken);
        foreach (string path in _left.Keys)
        {
            if (_left.TryRemove(path, out _))
                await RemoveQuietlyAsync(lease.Files, path);
        }

        return lease;
    }

    /// <summary>Removes the unfinished file of a writer that gives up; where the server cannot be reached, when it next is.</summary>
    internal async Task RemoveLeftAsync(string path)
    {
        using CancellationTokenSource time = new(TimeSpan.FromSeconds(20));
        _left[path] = true;
        try
        {
            (await RentAsync(time.Token)).Dispose();
        }
        catch (Exception e) when (e is OperationCanceledException or BackupException || SftpErrors.IsOfServer(e))
        {
            // The error that led here is the one to report.
        }

        Living.TryRemove(path, out _);
    }

    /// <summary>Runs something on a connection and maps its errors.</summary>
    internal Task<T> RunAsync<T>(string operation, string target, Func<RemoteFiles, Task<T>> work, CancellationToken cancellationToken) =>
        GuardAsync(operation, target, async () =>
        {
            using ConnectionKeeper.Lease lease = await RentAsync(cancellationToken);
            return await work(lease.Files);
        }, cancellationToken);

    /// <summary>Runs something and maps its errors.</summary>
    internal static async Task<T> GuardAsync<T>(string operation, string target, Func<Task<T>> work, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            return await work();
        }
        catch (Exception e) when (SftpErrors.IsOfServer(e))
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw SftpErrors.From(e, operation, target);
        }
    }

    private async Task<List<StorageItem>> ListAsync(RemoteFiles files, string prefix, CancellationToken cancellationToken)
    {
        List<StorageItem> items = [];
        foreach ((string name, RemoteEntry listed) in await files.ListAsync(_location.Folder, cancellationToken))
        {
            if (!name.StartsWith(prefix, StringComparison.Ordinal) || !RemoteName.IsPlain(name))
                continue;
            RemoteEntry entry = listed.IsLink || listed.Mode is null || listed.SizeBytes is null
                ? await files.FindAsync(PathOf(name), isFollowed: true, cancellationToken) ?? default
                : listed;
            if (entry is { IsFile: true, SizeBytes: { } size })
                items.Add(new StorageItem(name, size, entry.ModifiedAt ?? DateTime.UnixEpoch));
        }

        items.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
        return items;
    }

    private async Task RemoveQuietlyAsync(RemoteFiles files, string path)
    {
        try
        {
            await files.RemoveAsync(path, CancellationToken.None);
        }
        catch (SftpStatusException)
        {
            // It was never made, or is gone.
        }
        catch (Exception e) when (SftpErrors.IsOfServer(e))
        {
            _left[path] = true;
        }
    }
}
