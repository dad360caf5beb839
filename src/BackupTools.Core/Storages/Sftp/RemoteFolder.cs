using BackupTools.Abstractions;
using BackupTools.Storages.Sftp.Wire;

namespace BackupTools.Storages.Sftp;

/// <summary>What is done with a folder on a server that takes more than one request.</summary>
internal readonly struct RemoteFolder(RemoteFiles files)
{
    public async Task<bool> ExistsAsync(string folder, CancellationToken cancellationToken) =>
        await files.FindAsync(folder, isFollowed: true, cancellationToken) is { IsFolder: true };

    /// <summary>Makes the folder, and those that it lies in.</summary>
    public async Task MakeAsync(string folder, CancellationToken cancellationToken)
    {
        RemoteEntry? found = await files.FindAsync(folder, isFollowed: true, cancellationToken);
        if (found is { IsFile: true })
            throw new SftpStatusException(SftpStatus.Failure, $"'{folder}' is a file");
        if (found is not null || folder is "." or "/")
            return;
        if (ParentOf(folder) is { } parent)
            await MakeAsync(parent, cancellationToken);
        try
        {
            await files.MakeFolderAsync(folder, cancellationToken);
        }
        catch (SftpStatusException e) when (e.Status == SftpStatus.Failure)
        {
            // Somebody else may have made it in between.
            if (!await ExistsAsync(folder, cancellationToken))
                throw;
        }
    }

    /// <summary>Removes a file; one that is not there is none to remove.</summary>
    public async Task RemoveAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            await files.RemoveAsync(path, cancellationToken);
        }
        catch (SftpStatusException e) when (e.Status == SftpStatus.NoSuchFile)
        {
        }
    }

    /// <summary>The free space where a folder is, or will be.</summary>
    public async Task<long?> GetFreeSpaceAsync(string folder, CancellationToken cancellationToken)
    {
        for (string? path = folder; path is not null; path = ParentOf(path))
        {
            if (await ExistsAsync(path, cancellationToken))
                return await files.GetFreeSpaceAsync(path, cancellationToken);
        }

        return null;
    }

    /// <summary>What the server's clock says, by a file that is made and removed.</summary>
    public async Task<DateTime> GetTimeAsync(string path, CancellationToken cancellationToken)
    {
        byte[] handle = await files.CreateNewAsync(path, cancellationToken);
        try
        {
            return (await files.StatAsync(handle, cancellationToken)).ModifiedAt ?? DateTime.MinValue;
        }
        finally
        {
            await files.CloseAsync(handle, CancellationToken.None);
            await files.RemoveAsync(path, CancellationToken.None);
        }
    }

    /// <summary>Lets the server's disk have the names in a folder too, where the server can; many open a folder like a file.</summary>
    public async Task SyncAsync(string folder, CancellationToken cancellationToken)
    {
        if (!files.CanSync)
            return;
        try
        {
            byte[] handle = await files.OpenReadAsync(folder, cancellationToken);
            try
            {
                await files.SyncAsync(handle, cancellationToken);
            }
            finally
            {
                await files.CloseAsync(handle, CancellationToken.None);
            }
        }
        catch (SftpStatusException)
        {
            // The file itself is safe, which is all that this server offers.
        }
    }

    private static string? ParentOf(string folder) => folder.LastIndexOf('/') switch
    {
        < 0 => folder == "." ? null : ".",
        0 => folder == "/" ? null : "/",
        int slash => folder[..slash],
    };
}
