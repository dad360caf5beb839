using System.Collections.Concurrent;
using System.Net;
using System.Runtime.CompilerServices;
using BackupTools.Abstractions;
using BackupTools.Storages.Shared;
using BackupTools.Storages.WebDav.Wire;

namespace BackupTools.Storages.WebDav;

/// <summary>
/// A folder on a WebDAV server. Objects are its files; what is not yet complete lies beside them under names that no listing shows. A server
/// has no lock by which the death of a writer could be seen, so what it left counts as abandoned a day after it was last written.
/// </summary>
internal sealed class WebDavStorage : IBackupStorage
{
    /// <summary>Addresses of files that this process is writing, which are alive whatever their age.</summary>
    public static readonly ConcurrentDictionary<Uri, bool> Living = new();

    public WebDavStorage(StorageInfo info, WebDavSettings settings)
    {
        Info = info;
        Settings = settings;
        Server = new DavServer(this);
    }

    /// <inheritdoc/>
    public StorageInfo Info { get; }

    /// <inheritdoc/>
    public string Location => Info.Location;

    /// <summary>How long nothing may move while a request is under way.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a server may take for what it does with a whole file, which may lie in another cloud.</summary>
    public TimeSpan Work { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How long somebody else may have a name to publish under it.</summary>
    public TimeSpan Turn { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>For how long something unfinished must not have been written before it counts as abandoned.</summary>
    public TimeSpan AbandonedAge { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Up to this size an object is sent at its end, as a whole, with its length, and again where that fails.</summary>
    public int WholeSize { get; init; } = 8 * 1024 * 1024;

    internal WebDavSettings Settings { get; }

    internal DavServer Server { get; }

    /// <inheritdoc/>
    public string GetPath(string name) => $"{Location.TrimEnd('/')}/{Uri.EscapeDataString(name)}";

    /// <inheritdoc/>
    public async IAsyncEnumerable<StorageItem> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        (List<DavEntry> entries, _) = await Server.ListAsync("Listing", Settings.Place.Address, Location, cancellationToken);
        List<StorageItem> items = [];
        foreach (DavEntry entry in entries.Where(e => !e.IsFolder && e.Name!.StartsWith(prefix, StringComparison.Ordinal) && RemoteName.IsPlain(e.Name)))
        {
            if (entry.SizeBytes is { } size)
                items.Add(new StorageItem(entry.Name!, size, entry.ModifiedAt ?? DateTime.UnixEpoch));
        }

        items.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
        foreach (StorageItem item in items)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return item;
        }
    }

    /// <inheritdoc/>
    public async Task<IStorageReader> OpenReadAsync(string name, CancellationToken cancellationToken) =>
        await WebDavReader.OpenAsync(this, RemoteName.Check(name, Location), cancellationToken);

    /// <inheritdoc/>
    public async Task<IStorageWriter> CreateAsync(string name, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        RemoteName.Check(name, Location);
        await MakeFolderAsync(Settings.Place.Folders, cancellationToken);
        return new WebDavWriter(this, RemoteName.NewUnfinished(name));
    }

    /// <inheritdoc/>
    public async Task DeleteAsync(string name, CancellationToken cancellationToken)
    {
        string path = GetPath(RemoteName.Check(name, Location));
        Uri uri = Settings.Place.ToUri(name);
        DavEntry? found = await Server.FindAsync(uri, path, cancellationToken);
        if (found is null)
            return;
        if (found.IsFolder)
            throw new BackupException(ErrorCode.InvalidArgument, $"'{path}' is a folder, and is not removed with all that is in it.", "Name a file.", path);
        await Server.DeleteAsync(uri, path, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<long?> GetFreeSpaceAsync(CancellationToken cancellationToken)
    {
        for (int depth = Settings.Place.Folders.Count; depth >= 0; depth--)
        {
            Uri uri = Settings.Place.ToUri(Settings.Place.Folders.Take(depth), isFolder: true);
            if (await Server.FindAsync(uri, Location, cancellationToken) is { } found)
                return found.FreeBytes;
        }

        return null;
    }

    /// <inheritdoc/>
    public async Task<int> RemoveAbandonedAsync(CancellationToken cancellationToken)
    {
        List<DavEntry> entries;
        DateTime now; // By the server's own clock, which made the times of the files.
        try
        {
            (entries, now) = await Server.ListAsync("Cleaning up", Settings.Place.Address, Location, cancellationToken);
        }
        catch (BackupException e) when (e.Code == ErrorCode.StorageNotFound)
        {
            return 0;
        }

        int removed = 0;
        foreach (DavEntry entry in entries)
        {
            bool isUnfinished = entry.IsFolder ? WebDavPublication.IsReservation(entry.Name!) : UnfinishedName.Is(entry.Name!);
            Uri uri = Settings.Place.ToUri(entry.Name!, entry.IsFolder);
            if (!isUnfinished || Living.ContainsKey(uri) || entry.ModifiedAt is not { } at || now - at < AbandonedAge)
                continue;
            await Server.DeleteAsync(uri, Location, cancellationToken);
            removed++;
        }

        return removed;
    }

    /// <summary>Makes the folder, and those that it lies in.</summary>
    private async Task MakeFolderAsync(IReadOnlyList<string> folders, CancellationToken cancellationToken)
    {
        Uri uri = Settings.Place.ToUri(folders, isFolder: true);
        if (await Server.FindAsync(uri, Location, cancellationToken) is { } found)
        {
            if (!found.IsFolder)
                throw new BackupException(ErrorCode.StorageFailed, $"'{Location}' cannot be written to: it, or what it lies in, is a file.", "Name a folder.", Location);
            return;
        }

        if (folders.Count == 0)
            throw WebDavErrors.NoFolder(Location);
        HttpStatusCode answer = await Server.MakeFolderAsync(uri, Location, cancellationToken);
        if (answer is HttpStatusCode.Conflict or HttpStatusCode.NotFound)
        {
            await MakeFolderAsync([.. folders.SkipLast(1)], cancellationToken);
            answer = await Server.MakeFolderAsync(uri, Location, cancellationToken);
        }

        // Somebody else may have made it in between.
        if ((int)answer < 300 || await Server.FindAsync(uri, Location, cancellationToken) is { IsFolder: true })
            return;
        throw answer == HttpStatusCode.Forbidden
            ? WebDavErrors.MayMakeNoFolder(Location)
            : new BackupException(ErrorCode.StorageFailed, $"The folder '{Location}' could not be made: the server answered {(int)answer}.", "Make it on the server.", Location);
    }
}
