using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using BackupTools.Abstractions;
using BackupTools.Storages.Shared;
using BackupTools.Storages.WebDav.Wire;

namespace BackupTools.Storages.WebDav;

/// <summary>
/// Gives a complete file its name, which must be free: nothing is ever replaced. MOVE with <c>Overwrite: F</c> says so, but Apache and others
/// look first and rename then, in two steps. So whoever publishes has first made a folder that says which name it is about, which only one can.
/// Go's servers, rclone's among them, make a folder that is there again, and lock both names while they move.
/// </summary>
/// <param name="storage">The storage.</param>
/// <param name="unfinished">The file's temporary address.</param>
/// <param name="sizeBytes">Its size.</param>
internal sealed partial class WebDavPublication(WebDavStorage storage, Uri unfinished, long sizeBytes)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private const int MostDenied = 5;
    private string? _asked;
    private string? _reserved;
    private string? _moving;

    /// <summary>True for the folder by which somebody says that it is publishing.</summary>
    public static bool IsReservation(string name) => Reservation().IsMatch(name);

    /// <returns>False where the name is taken.</returns>
    public async Task<bool> PublishAsync(string name, CancellationToken cancellationToken)
    {
        if (_moving == name && await WasMovedAsync(name, cancellationToken))
        {
            _moving = null;
            return true;
        }

        try
        {
            return await ReserveAsync(name, cancellationToken) && await MoveAsync(name, cancellationToken);
        }
        finally
        {
            if (_reserved is not null)
                await ReleaseAsync();
        }
    }

    /// <summary>Takes back what may have happened although nobody heard of it.</summary>
    public async Task UndoAsync()
    {
        if (_reserved is not null)
            await ReleaseAsync();
        if (_moving is not { } name)
            return;
        _moving = null;
        await Disposal.TryAsync(async () =>
        {
            if (await WasMovedAsync(name, CancellationToken.None))
                await storage.Server.DeleteAsync(storage.Settings.Place.ToUri(name), storage.GetPath(name), CancellationToken.None);
        }, storage.Location);
    }

    /// <summary>Waits for those who are publishing under the same name.</summary>
    private async Task<bool> ReserveAsync(string name, CancellationToken cancellationToken)
    {
        Uri uri = ReservationOf(name);
        bool isRepeated = _asked == name; // And its answer was lost.
        int denied = 0;
        long begin = TimeProvider.System.GetTimestamp();
        while (true)
        {
            HttpStatusCode answer = await AskForReservationAsync(uri, name, cancellationToken);
            if ((int)answer < 300 || (answer == HttpStatusCode.MethodNotAllowed && isRepeated))
            {
                _reserved = name;
                return true;
            }

            if (answer is HttpStatusCode.Conflict or HttpStatusCode.NotFound)
                throw WebDavErrors.NoFolder(storage.Location);

            // Apache says so too where somebody else made the folder at the same moment.
            if (answer == HttpStatusCode.Forbidden && ++denied > MostDenied && await storage.Server.FindAsync(uri, storage.Location, cancellationToken) is null)
                throw WebDavErrors.MayMakeNoFolder(storage.Location);
            if (await FindAsync(name, cancellationToken) is not null || TimeProvider.System.GetElapsedTime(begin) > storage.Turn)
                return false;
            await Task.Delay(Pause, cancellationToken);
        }
    }

    private async Task<HttpStatusCode> AskForReservationAsync(Uri uri, string name, CancellationToken cancellationToken)
    {
        _asked = name;
        try
        {
            HttpStatusCode answer = await storage.Server.MakeFolderAsync(uri, storage.GetPath(name), cancellationToken);
            _asked = null;
            return answer;
        }
        catch (BackupException e) when (e.InnerException is DavAnswerException)
        {
            _asked = null;
            throw;
        }
    }

    private async Task<bool> MoveAsync(string name, CancellationToken cancellationToken)
    {
        Uri to = storage.Settings.Place.ToUri(name);
        string destination = to.AbsoluteUri;
        string path = storage.GetPath(name);
        long begin = TimeProvider.System.GetTimestamp();
        while (true)
        {
            if (await FindAsync(name, cancellationToken) is not null)
                return false;
            _moving = name;
            HttpStatusCode answer = await AskToMoveAsync(destination, path, cancellationToken);
            switch (answer)
            {
                case HttpStatusCode.PreconditionFailed:
                    bool isMoved = await WasMovedAsync(name, cancellationToken); // Something on the way may ask twice.
                    _moving = null;
                    return isMoved;
                case HttpStatusCode.Locked when TimeProvider.System.GetElapsedTime(begin) < storage.Turn:
                    await Task.Delay(Pause, cancellationToken);
                    continue;
                case HttpStatusCode.BadRequest or HttpStatusCode.BadGateway when destination != to.AbsolutePath:
                    destination = to.AbsolutePath; // A server behind a proxy does not know itself under the name that it is reached by.
                    continue;
            }

            if (await WasMovedAsync(name, cancellationToken))
            {
                _moving = null;
                return true;
            }

            throw Refused(answer, path);
        }
    }

    private async Task<HttpStatusCode> AskToMoveAsync(string destination, string path, CancellationToken cancellationToken)
    {
        try
        {
            return await storage.Server.MoveAsync(unfinished, destination, path, cancellationToken);
        }
        catch (BackupException e) when (e.InnerException is DavAnswerException { Status: < HttpStatusCode.InternalServerError })
        {
            _moving = null; // It was refused.
            throw;
        }
        catch (BackupException e) when (e.IsTransient)
        {
            // Whether it was done is not known, as the answer is lost: only this writer ever moves the file.
            if (!await WasMovedAsync(_moving!, cancellationToken))
                throw;
            return HttpStatusCode.Created;
        }
    }

    private static BackupException Refused(HttpStatusCode answer, string path) => (int)answer < 300
        ? WebDavErrors.NotPublished(path)
        : new BackupException(
            ErrorCode.StorageFailed, $"Publishing '{path}' failed: the server answered {(int)answer} to its renaming.", "Try again later, and look at the server's log.", path,
            isTransient: answer is HttpStatusCode.Locked or HttpStatusCode.BadGateway);

    private async Task<bool> WasMovedAsync(string name, CancellationToken cancellationToken) =>
        await storage.Server.FindAsync(unfinished, storage.Location, cancellationToken) is null
        && await FindAsync(name, cancellationToken) is { IsFolder: false } found && found.SizeBytes == sizeBytes;

    private Task<DavEntry?> FindAsync(string name, CancellationToken cancellationToken) =>
        storage.Server.FindAsync(storage.Settings.Place.ToUri(name), storage.GetPath(name), cancellationToken);

    private async Task ReleaseAsync()
    {
        Uri uri = ReservationOf(_reserved!);
        _reserved = null;
        await Disposal.TryAsync(() => storage.Server.DeleteAsync(uri, storage.Location, CancellationToken.None), storage.Location);
    }

    /// <summary>The name is in it as a hash, so that it is never too long.</summary>
    private Uri ReservationOf(string name) => storage.Settings.Place.ToUri(
        $".publishing-{Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..32].ToLowerInvariant()}", isFolder: true);

    [GeneratedRegex("^\\.publishing-[0-9a-f]{32}$")]
    private static partial Regex Reservation();
}
