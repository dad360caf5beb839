using System.Net;
using System.Net.Sockets;
using BackupTools.Tests.Servers;

namespace BackupTools.Tests.Engines.PostgreSql.Faults;

/// <summary>Stands between the product and a server, and can cut the connections, or pass nothing any more.</summary>
internal sealed class CuttingProxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<Socket> _sockets = [];
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private readonly PostgresServer _server;
    private volatile bool _isStalled;
    private volatile bool _isClosed;

    public CuttingProxy(PostgresServer server)
    {
        _server = server;
        _listener.Start();
        _ = AcceptAsync();
    }

    /// <summary>Looks at what the client sends; true to cut every connection when the server has taken it, so that its answer is lost.</summary>
    public Func<byte[], bool>? CutsAfter { get; set; }

    /// <summary>The server, reached through here.</summary>
    public DbConnectionInfo Connection(string database, string user = "postgres") =>
        _server.Connection(database, user) with { Port = ((IPEndPoint)_listener.LocalEndpoint).Port };

    /// <summary>Cuts what is open, and refuses what comes.</summary>
    public void Cut()
    {
        _isClosed = true;
        CloseAll();
    }

    /// <summary>Keeps what is open open, and lets new connections in, but passes nothing from now on.</summary>
    public void Stall() => _isStalled = true;

    public void Dispose()
    {
        _listener.Stop();
        CloseAll();
        _stop.Cancel();
    }

    private void CloseAll()
    {
        lock (_sockets)
            _sockets.ForEach(s => s.Dispose());
    }

    private async Task AcceptAsync()
    {
        CancellationToken stop = _stop.Token;
        try
        {
            while (true)
            {
                Socket client = await _listener.AcceptSocketAsync(stop);
                Socket server = new(SocketType.Stream, ProtocolType.Tcp);
                lock (_sockets)
                    _sockets.AddRange([client, server]);
                await server.ConnectAsync(IPAddress.Loopback, _server.Port, stop);
                if (_isClosed)
                    CloseAll();
                _ = PassAsync(client, server, fromClient: true, stop);
                _ = PassAsync(server, client, fromClient: false, stop);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task PassAsync(Socket from, Socket to, bool fromClient, CancellationToken stop)
    {
        byte[] bytes = new byte[65536];
        try
        {
            for (int count = 1; count > 0;)
            {
                count = await from.ReceiveAsync(bytes, stop);
                while (_isStalled)
                    await Task.Delay(20, stop);
                bool cuts = fromClient && CutsAfter?.Invoke(bytes[..count]) == true;
                await to.SendAsync(bytes.AsMemory(0, count), stop);
                if (count == 0)
                    to.Shutdown(SocketShutdown.Send);
                if (cuts)
                    await CutWhenAnsweredAsync(to, stop);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Cut, here or there; the other side hears of it too.
            from.Dispose();
            to.Dispose();
        }
    }

    /// <summary>Waits until the server has answered, which the client does not get, and cuts.</summary>
    private async Task CutWhenAnsweredAsync(Socket server, CancellationToken stop)
    {
        CutsAfter = null;
        lock (_sockets)
            _sockets[_sockets.IndexOf(server) - 1].Dispose();
        await Task.Delay(500, stop);
        CloseAll();
    }
}
