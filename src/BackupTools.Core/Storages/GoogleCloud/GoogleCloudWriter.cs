using System.Net;
using BackupTools.Abstractions;
using BackupTools.Storages.Shared;

namespace BackupTools.Storages.GoogleCloud;

/// <summary>
/// Asks the service for what makes an object. It publishes with the last part, so that one is held back until the commit; the checksum of the whole
/// goes with it, and is compared with what the service then says.
/// </summary>
internal sealed class GoogleCloudWriter(GoogleCloudStorage storage, string begun) : PartWriter(storage, storage.PartSizes, begun)
{
    private readonly Crc32c _crc = new();
    private GoogleCloudUpload? _upload;
    private int _sent;
    private bool _isTaken;

    protected override int PartsSent => _sent;

    protected override bool LastPartPublishes => true;

    protected override void Observe(ReadOnlySpan<byte> bytes) => _crc.Append(bytes);

    protected override async Task SendAsync(CancellationToken cancellationToken)
    {
        if (_upload is null && !_isTaken)
            await BeginAsync(cancellationToken);
        if (!_isTaken && await _upload!.SendAsync(Part, Written - Part.Length, null, null, cancellationToken) is not null)
            throw new BackupException(ErrorCode.StorageFailed, $"The service has published '{storage.GetPath(Begun)}' before all was sent.", "Remove it, and ask who runs the service.", storage.GetPath(Begun));
        _sent++; // Also where the name is taken: what is sent for it could never be published, and the commit says so.
    }

    protected override Task PrepareAsync(CancellationToken cancellationToken) =>
        _isTaken ? throw RemoteErrors.NameTaken(storage.GetPath(Begun)) : Task.CompletedTask;

    protected override async Task<(int Count, long Bytes)> FindPartsAsync(CancellationToken cancellationToken)
    {
        await _upload!.AskAsync(null, cancellationToken);
        return (_sent, Math.Min(_upload.Taken, Written - Part.Length)); // Some of the last part may be there already, after an attempt that failed.
    }

    protected override async Task CompleteAsync(CancellationToken cancellationToken)
    {
        if (await _upload!.SendAsync(Part, Written - Part.Length, Written, _crc.Text, cancellationToken) is { } made)
            await RequireIntactAsync(Begun, made);
    }

    protected override Task PutAsync(string name, CancellationToken cancellationToken) => storage.CallAsync(
        "Writing", storage.GetPath(name), Part.Length, async (service, patience) =>
        {
            using HttpRequestMessage request = GoogleCloudRequests.Put(storage, service, name, Mark, Part, _crc.Text, patience);
            using HttpResponseMessage answer = await GoogleCloudRequests.SendAsync(service, request, patience);
            await RequireIntactAsync(name, await GoogleCloudRequests.ObjectAsync(answer, patience));
            return true;
        }, cancellationToken);

    protected override Task AbortAsync() => _upload?.CancelAsync() ?? Task.CompletedTask;

    protected override void Forget() => _upload = null;

    protected override async Task<bool?> IsOursAsync(string name, CancellationToken cancellationToken)
    {
        if (await storage.FindAsync(name, cancellationToken) is not { } found)
            return null;
        if (found.Mark != Mark)
            return false;
        await RequireIntactAsync(name, found);
        return true;
    }

    protected override HttpStatusCode? StatusOf(BackupException error) => GoogleCloudErrors.StatusOf(error);

    private async Task BeginAsync(CancellationToken cancellationToken)
    {
        try
        {
            _upload = await GoogleCloudUpload.BeginAsync(storage, Begun, Mark, cancellationToken);
        }
        catch (BackupException e) when (StatusOf(e) == HttpStatusCode.PreconditionFailed)
        {
            _isTaken = true;
        }
    }

    /// <summary>Removes an object that is not what was sent, before anybody takes it for a backup.</summary>
    private async Task RequireIntactAsync(string name, GoogleCloudObject made)
    {
        if (made.Size == Written && made.Crc32c == _crc.Text)
            return;
        string path = storage.GetPath(name);
        bool isGone = await Disposal.TryAsync(() => storage.RemoveAsync(name, made.Generation, CancellationToken.None), storage.Location);
        throw new BackupException(
            ErrorCode.StorageVerificationFailed, $"The service has something else of '{path}' than it was sent: {made.Size} bytes of {Written}, checksum {ShownText.Clean(made.Crc32c)} and not {_crc.Text}. It {(isGone ? "was" : "could not be")} removed.",
            isGone ? "Try again; where it happens again, check the network, and ask who runs the service." : "Remove it before anybody takes it for a backup.", path);
    }
}
