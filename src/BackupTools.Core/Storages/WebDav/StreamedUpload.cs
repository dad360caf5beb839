using System.Net;
using System.Net.Http.Headers;
using System.Threading.Channels;
using BackupTools.Abstractions;
using BackupTools.Storages.Shared;
using BackupTools.Storages.WebDav.Wire;

namespace BackupTools.Storages.WebDav;

/// <summary>
/// One request that is under way while the file that it carries is made, so nobody knows how long it will be. What the server says before it
/// has everything ends it.
/// </summary>
internal sealed class StreamedUpload : IAsyncDisposable
{
    private readonly WebDavStorage _storage;
    private readonly string _target;
    private readonly CancellationTokenSource _stop = new();
    private readonly PassedContent _content;
    private readonly HttpRequestMessage _request;
    private readonly Task _sending;

    public StreamedUpload(WebDavStorage storage, Uri uri, string target)
    {
        _storage = storage;
        _target = target;
        _content = new PassedContent(storage.Idle);
        _content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        _request = new HttpRequestMessage(HttpMethod.Put, uri) { Content = _content };
        _request.Headers.TransferEncodingChunked = true;
        _request.Headers.ExpectContinue = true; // Who refuses does so before much is sent.
        _sending = SendAsync();
    }

    /// <summary>True where all was sent, with its end.</summary>
    public bool IsSent => _content.IsSent;

    /// <summary>Sends bytes; when it returns they have been taken over completely.</summary>
    public async Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (bytes.IsEmpty)
            return;
        Task taken = _content.PassAsync(bytes);
        try
        {
            await Task.WhenAny(taken, _sending).WaitAsync(cancellationToken);
            if (!taken.IsCompletedSuccessfully)
                throw await FailureAsync();
        }
        catch (Exception)
        {
            await StopAsync(); // The bytes are somebody else's again, so nobody may still be sending them.
            throw;
        }
    }

    /// <summary>Says that this was all, and waits for what the server says to it.</summary>
    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        _content.End();
        try
        {
            await _sending.WaitAsync(_storage.Work, cancellationToken);
        }
        catch (TimeoutException e)
        {
            throw RemoteErrors.Silent("Writing", _target, e);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            throw Failure(e);
        }
    }

    /// <summary>Breaks the request off, where it is still under way.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _request.Dispose();
        _stop.Dispose();
    }

    private async Task StopAsync()
    {
        _content.Abandon(); // Where the server was the first to end it, nobody else tells what still waits for bytes.
        await _stop.CancelAsync();
        try
        {
            await _sending;
        }
        catch (Exception)
        {
            // What led here is what is told.
        }

        await _content.Sending;
    }

    private async Task SendAsync()
    {
        using HttpResponseMessage answer = await _storage.Server.Client.SendAsync(_request, HttpCompletionOption.ResponseHeadersRead, _stop.Token);
        if (!answer.IsSuccessStatusCode || answer.StatusCode == HttpStatusCode.MultiStatus)
            throw new DavAnswerException(answer);
        if (!_content.IsSent)
            throw new DavFormatException("the server says that it has the file before it was sent");
    }

    private async Task<BackupException> FailureAsync()
    {
        try
        {
            await _sending.WaitAsync(_storage.Idle);
        }
        catch (Exception e)
        {
            return Failure(e);
        }

        return Failure(new DavFormatException("the server ended the request too soon"));
    }

    private BackupException Failure(Exception error) => _content.IsSilent || error is OperationCanceledException or TimeoutException
        ? RemoteErrors.Silent("Writing", _target, error)
        : error as BackupException ?? WebDavErrors.From(error, "Writing", _target);

    /// <summary>What is passed on piece by piece, without being copied.</summary>
    private sealed class PassedContent(TimeSpan idle) : HttpContent
    {
        private const int MostAtOnce = 256 * 1024;
        private readonly Channel<(ReadOnlyMemory<byte> Bytes, TaskCompletionSource Taken)> _pieces =
            Channel.CreateUnbounded<(ReadOnlyMemory<byte>, TaskCompletionSource)>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });

        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private volatile bool _hasBegun;

        /// <summary>Ends when nothing is sent any more.</summary>
        public Task Sending => _hasBegun ? _ended.Task : Task.CompletedTask;

        /// <summary>True where all of it, and its end, was sent.</summary>
        public bool IsSent { get; private set; }

        /// <summary>True where the server took nothing for too long.</summary>
        public bool IsSilent { get; private set; }

        public Task PassAsync(ReadOnlyMemory<byte> bytes)
        {
            TaskCompletionSource taken = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _pieces.Writer.TryWrite((bytes, taken));
            return taken.Task;
        }

        /// <summary>No more will come, and this was not all.</summary>
        public void Abandon() => _pieces.Writer.TryComplete(new OperationCanceledException());

        /// <summary>This was all.</summary>
        public void End() => _pieces.Writer.TryComplete();

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            _hasBegun = true;
            try
            {
                await foreach ((ReadOnlyMemory<byte> bytes, TaskCompletionSource taken) in _pieces.Reader.ReadAllAsync(cancellationToken))
                    await SendAsync(stream, bytes, taken, cancellationToken);
                IsSent = true;
            }
            finally
            {
                _ended.TrySetResult();
            }
        }

        /// <summary>Who makes the bytes may take as long as it needs, and who takes them may not.</summary>
        private async Task SendAsync(Stream stream, ReadOnlyMemory<byte> bytes, TaskCompletionSource taken, CancellationToken cancellationToken)
        {
            using Patience patience = new(idle, bytes.Length, cancellationToken);
            try
            {
                for (int at = 0; at < bytes.Length; at += MostAtOnce)
                {
                    await stream.WriteAsync(bytes.Slice(at, Math.Min(MostAtOnce, bytes.Length - at)), patience.Token);
                    patience.Moved();
                }

                taken.SetResult();
            }
            catch (Exception)
            {
                IsSilent = patience.IsOver;
                taken.SetCanceled(CancellationToken.None);
                throw;
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
