using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace BackupTools.Tests.Servers.MongoDb.Wire;

/// <summary>Accepts connections at a free loopback port, until it is disposed.</summary>
internal sealed class WireListener : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentDictionary<Task, bool> _sessions = new();
    private readonly Func<NetworkStream, int, CancellationToken, Task> _serve;
    private readonly Task _accepting;
    private int _lastConnection;

    /// <param name="serve">Serves a connection, whose number it gets, to its end.</param>
    public WireListener(Func<NetworkStream, int, CancellationToken, Task> serve)
    {
        _serve = serve;
        _listener.Start(200);
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How many connections there were.</summary>
    public int Connections => _lastConnection;

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_sessions.Keys);
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                TcpClient client = await _listener.AcceptTcpClientAsync(_end.Token);
                Task session = ServeAsync(client, Interlocked.Increment(ref _lastConnection));
                _sessions[session] = true;
                _ = session.ContinueWith(s => _sessions.TryRemove(s, out _), TaskScheduler.Default);
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
        }
    }

    private async Task ServeAsync(TcpClient client, int number)
    {
        await Task.Yield();
        using (client)
        {
            client.NoDelay = true;
            try
            {
                await _serve(client.GetStream(), number, _end.Token);
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException or InvalidDataException)
            {
                // The driver is gone, or sent what is no message: there is nobody to tell.
            }
        }
    }
}
