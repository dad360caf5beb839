using System.Net;
using BackupTools.Abstractions;

namespace BackupTools.Storages.Shared;

/// <summary>
/// An object being written to a service that has no other name for what is not complete: one request where it is small, an upload of
/// parts under its final name where it is not. How each is asked for is the derived class's.
/// </summary>
/// <param name="storage">The storage.</param>
/// <param name="sizes">How large the parts are.</param>
/// <param name="begun">The name that the object is meant to have.</param>
internal abstract class PartWriter(IBackupStorage storage, PartSizes sizes, string begun) : IStorageWriter
{
    private readonly WriterState _state = new();
    private int _takenOfCall;
    private bool _isWriting;
    private string? _uncertain;

    public bool CanRepeat => true;

    /// <summary>The name that the object is meant to have, and an upload of parts has.</summary>
    protected string Begun => begun;

    /// <summary>What stands in the object, and says whose it is.</summary>
    protected string Mark { get; } = Guid.NewGuid().ToString("n");

    /// <summary>What was written since the last part.</summary>
    protected PartBuffer Part { get; } = new();

    /// <summary>How many bytes were written.</summary>
    protected long Written { get; private set; }

    /// <summary>How many parts were sent.</summary>
    protected abstract int PartsSent { get; }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        _state.ThrowIfEnded();
        _isWriting = true; // Until all of it is taken: what lacks a piece in the middle must never be published.
        await _state.RunAsync(async () =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (ReadOnlyMemory<byte> left = buffer[_takenOfCall..]; left.Length > 0;)
            {
                int room = sizes.Of(PartsSent + 1) - Part.Length;
                if (room == 0)
                {
                    await SendAndClearAsync(cancellationToken);
                    continue;
                }

                ReadOnlyMemory<byte> piece = left[..Math.Min(room, left.Length)];
                Part.Append(piece.Span);
                Observe(piece.Span);
                Written += piece.Length;
                _takenOfCall += piece.Length;
                left = left[piece.Length..];
            }

            _takenOfCall = 0;
            _isWriting = false;
        });
    }

    public async Task CommitAsync(string name, CancellationToken cancellationToken)
    {
        _state.ThrowIfEnded();
        if (_isWriting)
            throw new InvalidOperationException("A write failed, and was not repeated.");
        ObjectName.Check(name, storage.Location);
        if (PartsSent > 0 && name != begun)
            throw RemoteErrors.CannotRename(storage.GetPath(begun), storage.GetPath(name));
        await _state.RunAsync(async () =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (PartsSent > 0)
                await CheckPartsAsync(cancellationToken);
            _uncertain = name;
            try
            {
                if (PartsSent == 0)
                    await PutAsync(name, cancellationToken);
                else
                    await CompleteAsync(cancellationToken);
            }
            catch (BackupException e)
            {
                await ResolveAsync(e, name, cancellationToken);
            }

            _uncertain = null;
            _state.End();
            Forget();
        });
    }

    public async ValueTask DisposeAsync()
    {
        await Disposal.TryAsync(AbortAsync, storage.Location);
        Forget();
        if (_uncertain is { } name)
        {
            _uncertain = null;
            await Disposal.TryAsync(async () =>
            {
                if (await IsOursAsync(name, CancellationToken.None) == true)
                    await storage.DeleteAsync(name, CancellationToken.None);
            }, storage.Location);
        }

        _state.End();
    }

    /// <summary>Is told all bytes once, in their order.</summary>
    protected abstract void Observe(ReadOnlySpan<byte> bytes);

    /// <summary>Sends what is in the part as the next one; may be called again after it failed.</summary>
    protected abstract Task SendAsync(CancellationToken cancellationToken);

    /// <summary>Looks, before the last part is sent, whether the upload can still be published.</summary>
    protected virtual Task PrepareAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>True where it is the last part that publishes the object, so that it goes with what completes it.</summary>
    protected virtual bool LastPartPublishes => false;

    /// <summary>The parts that the service has: how many, and how many bytes.</summary>
    protected abstract Task<(int Count, long Bytes)> FindPartsAsync(CancellationToken cancellationToken);

    /// <summary>Publishes all parts under the name that was begun, where there is none of that name.</summary>
    protected abstract Task CompleteAsync(CancellationToken cancellationToken);

    /// <summary>Publishes what is in the part as a whole object, where there is none of that name.</summary>
    protected abstract Task PutAsync(string name, CancellationToken cancellationToken);

    /// <summary>Takes back what was uploaded and not published; nothing where there is nothing.</summary>
    protected abstract Task AbortAsync();

    /// <summary>The upload is no longer this writer's: published, or taken back as far as it could be.</summary>
    protected abstract void Forget();

    /// <summary>True where there is an object of the name that this writer wrote, null where there is none.</summary>
    protected abstract Task<bool?> IsOursAsync(string name, CancellationToken cancellationToken);

    /// <summary>The service's answer of an error; null where there was none.</summary>
    protected abstract HttpStatusCode? StatusOf(BackupException error);

    /// <summary>Sends the last part, and compares what the service has with what was sent.</summary>
    private async Task CheckPartsAsync(CancellationToken cancellationToken)
    {
        if (_uncertain is null)
            await PrepareAsync(cancellationToken);
        if (Part.Length > 0 && !LastPartPublishes)
            await SendAndClearAsync(cancellationToken);
        if (_uncertain is not null)
            return; // It may be published already; then there are no parts any more.
        (int count, long bytes) = await FindPartsAsync(cancellationToken);
        if (count != PartsSent || bytes != Written - Part.Length)
            throw RemoteErrors.WrongSize(storage.GetPath(begun), bytes, Written - Part.Length);
    }

    private async Task SendAndClearAsync(CancellationToken cancellationToken)
    {
        await SendAsync(cancellationToken);
        Part.Clear();
    }

    /// <summary>
    /// Finds out what became of a request to publish that failed: the object may be there although the answer was lost, and it may be
    /// somebody else's.
    /// </summary>
    private async Task ResolveAsync(BackupException error, string name, CancellationToken cancellationToken)
    {
        HttpStatusCode? status = StatusOf(error);
        bool isRefusal = status is HttpStatusCode.PreconditionFailed or HttpStatusCode.Conflict;
        if (!isRefusal && !error.IsTransient && status != HttpStatusCode.NotFound)
        {
            _uncertain = null;
            throw error;
        }

        bool? isOurs = await IsOursAsync(name, cancellationToken);
        if (isOurs == true)
            return;
        if (isOurs == false)
        {
            _uncertain = null;
            throw RemoteErrors.NameTaken(storage.GetPath(name));
        }

        throw isRefusal
            ? new BackupException(
                ErrorCode.StorageFailed, $"Publishing '{storage.GetPath(name)}' failed: somebody else was writing it at the same time.",
                "Try again.", storage.GetPath(name), error, isTransient: true)
            : error;
    }
}
