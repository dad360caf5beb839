using System.Net;
using System.Net.Sockets;

namespace BackupTools.Tests.Servers;

/// <summary>Stands before a server: delays what passes, and breaks connections after so many pieces that it was given.</summary>
internal sealed class CuttingProxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _target;
    private readonly TimeSpan _delay;
    private readonly int _mostBytes;
    private int _left;

    /// <param name="target">The server's port.</param>
    /// <param name="cutAfter">How many pieces from the client pass before everything breaks once; negative for never.</param>
    /// <param name="delay">How long every piece is on its way.</param>
    /// <param name="mostBytes">How many bytes a piece has at most.</param>
    public CuttingProxy(int target, int cutAfter = -1, TimeSpan delay = default, int mostBytes = 256 * 1024)
    {
        _target = target;
        _delay = delay;
        _mostBytes = mostBytes;
        _left = cutAfter;
        _listener.Start(200);
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>True where a connection was broken.</summary>
    public bool HasCut { get; private set; }

    public void Dispose() => _listener.Stop();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptTcpClientAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        using (TcpClient server = new())
        {
            try
            {
                client.NoDelay = server.NoDelay = true;
                await server.ConnectAsync(IPAddress.Loopback, _target);
                await Task.WhenAny(CopyAsync(client, server, true), CopyAsync(server, client, false));
            }
            catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
            {
            }

            // A reset, as from a cable that is pulled by somebody with power.
            client.LingerState = new LingerOption(true, 0);
        }
    }

    private async Task CopyAsync(TcpClient from, TcpClient to, bool isCounted)
    {
        var arrived = System.Threading.Channels.Channel.CreateBounded<(long Due, byte[] Bytes)>(4096);
        Task passing = Task.Run(async () =>
        {
            await foreach ((long due, byte[] bytes) in arrived.Reader.ReadAllAsync())
            {
                long wait = due - Environment.TickCount64;
                if (wait > 0)
                    await Task.Delay((int)wait);
                await to.GetStream().WriteAsync(bytes);
            }
        });
        byte[] buffer = new byte[_mostBytes];
        while (!passing.IsFaulted)
        {
            int count = await from.GetStream().ReadAsync(buffer);
            if (count == 0)
                break;
            if (isCounted && Interlocked.Decrement(ref _left) == -1)
            {
                HasCut = true;
                return;
            }

            await arrived.Writer.WriteAsync((Environment.TickCount64 + (long)_delay.TotalMilliseconds, buffer[..count]));
        }

        arrived.Writer.Complete();
        await passing;
    }
}
