using BackupTools.Abstractions;
using BackupTools.Storages.Sftp.Connections;
using BackupTools.Storages.Sftp.Wire;

namespace BackupTools.Storages.Sftp;

/// <summary>Gives a complete file its name, which must be free: nothing is ever replaced.</summary>
/// <param name="storage">The storage.</param>
/// <param name="path">The file's temporary path.</param>
/// <param name="sizeBytes">Its size.</param>
internal sealed class RemotePublication(SftpStorage storage, string path, long sizeBytes)
{
    /// <returns>False where the name is taken.</returns>
    public async Task<bool> PublishAsync(ConnectionKeeper.Lease lease, string name, CancellationToken cancellationToken)
    {
        string target = storage.PathOf(name);
        try
        {
            if (!await NameAsync(lease.Files, target, cancellationToken))
                return false;
            await new RemoteFolder(lease.Files).SyncAsync(storage.Folder, cancellationToken);
            return true;
        }
        catch (Exception e) when (e is SftpLostException or OperationCanceledException || SftpErrors.IsOfServer(e))
        {
            // Whether it was done is not known, as the answer is lost: only this writer ever moves the file.
            if (e is SftpStatusException || !await WasNamedAsync(target))
            {
                cancellationToken.ThrowIfCancellationRequested();
                throw e is OperationCanceledException ? e : SftpErrors.From(e, "Writing", storage.GetPath(name));
            }

            return true;
        }
    }

    /// <summary>
    /// A second name, and the first removed, is refused by every file system where the name is taken. Where the server has no such names, its
    /// renaming must do: version 3 says that it never replaces, which OpenSSH keeps, and not everybody; so it is looked before.
    /// </summary>
    private async Task<bool> NameAsync(RemoteFiles files, string target, CancellationToken cancellationToken)
    {
        if (files.CanHardLink)
        {
            try
            {
                await files.HardLinkAsync(path, target, cancellationToken);

                // There are servers that say that they did, and did nothing: rclone is one.
                if (await IsThereAsync(files, target, cancellationToken))
                {
                    await RemoveTemporaryAsync(files);
                    return true;
                }
            }
            catch (SftpStatusException e) when (e.Status is SftpStatus.Failure or SftpStatus.Unsupported or SftpStatus.PermissionDenied)
            {
                // Taken, or a file system without such names.
            }
        }

        if (await files.FindAsync(target, isFollowed: false, cancellationToken) is not null)
            return false;
        try
        {
            await files.RenameAsync(path, target, cancellationToken);
            return await IsThereAsync(files, target, cancellationToken) ? true : throw new BackupException(
                ErrorCode.StorageVerificationFailed, $"The server says that it renamed '{storage.GetPath(Path.GetFileName(target))}', and it is not there as it was written.",
                "Look at the server's disk and its log.", storage.Location);
        }
        catch (SftpStatusException e) when (e.Status == SftpStatus.Failure)
        {
            if (await files.FindAsync(target, isFollowed: false, cancellationToken) is null)
                throw;
            return false;
        }
    }

    private async Task<bool> IsThereAsync(RemoteFiles files, string target, CancellationToken cancellationToken) =>
        await files.FindAsync(target, isFollowed: false, cancellationToken) is { IsFile: true, SizeBytes: { } size } && size == sizeBytes;

    private async Task RemoveTemporaryAsync(RemoteFiles files)
    {
        try
        {
            await files.RemoveAsync(path, CancellationToken.None);
        }
        catch (Exception e) when (SftpErrors.IsOfServer(e))
        {
            await storage.RemoveLeftAsync(path); // It is only a second name by now.
        }
    }

    private async Task<bool> WasNamedAsync(string target)
    {
        using CancellationTokenSource time = new(TimeSpan.FromSeconds(30));
        try
        {
            using ConnectionKeeper.Lease lease = await storage.RentAsync(time.Token);
            return await lease.Files.FindAsync(path, isFollowed: false, time.Token) is null
                && await lease.Files.FindAsync(target, isFollowed: false, time.Token) is { SizeBytes: { } size } && size == sizeBytes;
        }
        catch (Exception e) when (e is OperationCanceledException or BackupException || SftpErrors.IsOfServer(e))
        {
            return false;
        }
    }
}
