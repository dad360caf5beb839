namespace BackupTools.Storages.Shared;

/// <summary>
/// How long one request may take: it ends when nothing has moved for a while, and when it has altogether taken longer than its bytes
/// can need. Otherwise a server that says nothing, or a byte now and then, holds a backup for ever.
/// </summary>
internal sealed class Patience : IDisposable
{
    private const int SlowestBytesPerSecond = 32 * 1024;

    private readonly CancellationTokenSource _stop;
    private readonly CancellationToken _callers;
    private readonly TimeSpan _idle;
    private readonly TimeSpan _most;
    private volatile bool _isDisposed;
    private readonly long _begin = TimeProvider.System.GetTimestamp();

    /// <param name="idle">How long nothing may move.</param>
    /// <param name="bytes">How many bytes are sent or asked for.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    public Patience(TimeSpan idle, long bytes, CancellationToken cancellationToken)
    {
        _idle = idle;
        _most = idle + TimeSpan.FromSeconds(bytes / (double)SlowestBytesPerSecond);
        _callers = cancellationToken;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Moved();
    }

    public CancellationToken Token => _stop.Token;

    /// <summary>True where it was this that ended the request, and not the caller.</summary>
    public bool IsOver => _stop.IsCancellationRequested && !_callers.IsCancellationRequested;

    /// <summary>Something was sent or came.</summary>
    public void Moved()
    {
        if (_isDisposed)
            return; // A request that was given up may still be sending.
        TimeSpan left = _most - TimeProvider.System.GetElapsedTime(_begin);
        try
        {
            _stop.CancelAfter(left < _idle ? (left > TimeSpan.Zero ? left : TimeSpan.Zero) : _idle);
        }
        catch (ObjectDisposedException)
        {
            // It was given up at this moment.
        }
    }

    /// <summary>Fills a buffer from an answer.</summary>
    /// <exception cref="EndOfStreamException">The answer ended before.</exception>
    public async Task FillAsync(Stream answer, Memory<byte> buffer)
    {
        while (buffer.Length > 0)
        {
            int read = await answer.ReadAsync(buffer, Token);
            if (read == 0)
                throw new EndOfStreamException("The service's answer was cut short.");
            Moved();
            buffer = buffer[read..];
        }
    }

    public void Dispose()
    {
        _isDisposed = true;
        _stop.Dispose();
    }
}
