using System.Security.Cryptography;
using BackupTools.Abstractions;
using BackupTools.Storages.Shared;
using BackupTools.Storages.WebDav.Wire;

namespace BackupTools.Storages.WebDav;

/// <summary>
/// A file being written under a temporary name, beside where it will be: as a whole where it is small, which can be repeated, and as it comes
/// where it is not.
/// </summary>
internal sealed class WebDavWriter : IStorageWriter
{
    private readonly WebDavStorage _storage;
    private readonly Uri _uri;
    private readonly PartBuffer _whole = new();
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1); // The one that servers keep; what it is for is no attacker.
    private readonly WriterState _state = new();
    private StreamedUpload? _upload;
    private WebDavPublication? _publication;
    private string? _checksum;
    private long _written;
    private bool _mayBeThere;
    private bool _isSent;
    private bool _isStored;
    private bool _isWriting;

    public WebDavWriter(WebDavStorage storage, string unfinishedName)
    {
        _storage = storage;
        _uri = storage.Settings.Place.ToUri(unfinishedName);
        WebDavStorage.Living.TryAdd(_uri, true);
    }

    public bool CanRepeat => true;

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        _state.ThrowIfEnded();
        if (_isSent)
            throw new InvalidOperationException("The object was sent already.");
        _isWriting = true; // Until all of it is taken: what lacks a piece in the middle must never be published.
        await GuardWriteAsync(async () =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_upload is null && _whole.Length + (long)buffer.Length <= _storage.WholeSize)
            {
                _whole.Append(buffer.Span);
            }
            else
            {
                await BeginAsync(cancellationToken);
                await _upload!.WriteAsync(buffer, cancellationToken);
            }

            _hash.AppendData(buffer.Span);
            _written += buffer.Length;
            _isWriting = false;
        });
    }

    public async Task CommitAsync(string name, CancellationToken cancellationToken)
    {
        _state.ThrowIfEnded();
        if (_isWriting)
            throw new InvalidOperationException("A write failed.");
        RemoteName.Check(name, _storage.Location);
        await _state.RunAsync(async () =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            await StoreAsync(cancellationToken);
            _publication ??= new WebDavPublication(_storage, _uri, _written);
            if (!await _publication.PublishAsync(name, cancellationToken))
                throw RemoteErrors.NameTaken(_storage.GetPath(name));
            _state.End();
            _mayBeThere = false;
            WebDavStorage.Living.TryRemove(_uri, out _);
        });
    }

    public async ValueTask DisposeAsync()
    {
        _state.End();
        if (_upload is not null)
            await _upload.DisposeAsync();
        if (_publication is not null)
            await _publication.UndoAsync();
        if (_mayBeThere)
        {
            _mayBeThere = false;
            await Disposal.TryAsync(() => _storage.Server.DeleteAsync(_uri, _storage.Location, CancellationToken.None), _storage.Location);
        }

        WebDavStorage.Living.TryRemove(_uri, out _);
        _hash.Dispose();
    }

    /// <summary>What was kept so far is the beginning of a request that ends with the file.</summary>
    private async Task BeginAsync(CancellationToken cancellationToken)
    {
        if (_upload is not null)
            return;
        _mayBeThere = true;
        _upload = new StreamedUpload(_storage, _uri, _storage.Location);
        foreach (ReadOnlyMemory<byte> piece in _whole.Pieces())
            await _upload.WriteAsync(piece, cancellationToken);
    }

    private async Task StoreAsync(CancellationToken cancellationToken)
    {
        if (_isStored)
            return;
        _checksum ??= Convert.ToHexString(_hash.GetHashAndReset());
        if (!_isSent)
            await SendAsync(cancellationToken);
        DavEntry? found = await _storage.Server.FindAsync(_uri, _storage.Location, cancellationToken);
        if (found?.SizeBytes != _written)
            throw RemoteErrors.WrongSize(_storage.Location, found?.SizeBytes ?? 0, _written);
        if (ChecksumOf(found.Checksums) is { } stored && !stored.Equals(_checksum, StringComparison.OrdinalIgnoreCase))
            throw WebDavErrors.WrongChecksum(_storage.Location);
        if (_upload is not null)
            await WebDavReader.CheckAsync(_storage, _uri, _written, cancellationToken);
        _isStored = true;
    }

    private async Task SendAsync(CancellationToken cancellationToken)
    {
        _mayBeThere = true;
        if (_upload is null)
        {
            await _storage.Server.PutAsync(_uri, _whole, "SHA1:" + _checksum, _storage.Location, cancellationToken);
        }
        else
        {
            try
            {
                await _upload.FinishAsync(cancellationToken);
            }
            catch (BackupException e) when (e.IsTransient && e.InnerException is not DavAnswerException && _upload.IsSent)
            {
                // All of it was sent, and the answer is lost: what is there says whether it was taken.
                DavEntry? found = await _storage.Server.FindAsync(_uri, _storage.Location, cancellationToken);
                if (found?.SizeBytes != _written)
                    throw WebDavErrors.Final(e);
            }
            catch (BackupException e)
            {
                throw WebDavErrors.Final(e);
            }
        }

        _isSent = true;
    }

    /// <summary>The SHA-1 of <c>SHA1:… MD5:…</c>; null where the server keeps none.</summary>
    private static string? ChecksumOf(string checksums) => checksums.Split(' ')
        .FirstOrDefault(c => c.StartsWith("SHA1:", StringComparison.OrdinalIgnoreCase) && c.Length == 45)?[5..];

    /// <summary>What is sent as it comes cannot be sent again, whatever its failure was.</summary>
    private async Task GuardWriteAsync(Func<Task> work)
    {
        try
        {
            await _state.RunAsync(work);
        }
        catch (BackupException e)
        {
            _state.End();
            throw WebDavErrors.Final(e);
        }
    }
}
