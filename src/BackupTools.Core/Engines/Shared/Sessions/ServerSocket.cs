using System.Net;
using System.Net.Sockets;

namespace BackupTools.Engines.Shared;

/// <summary>Connects a socket to a server, over TCP or a Unix socket.</summary>
internal static class ServerSocket
{
    /// <summary>Connects to the first of a host's addresses that answers.</summary>
    /// <param name="host">The host's name or address.</param>
    /// <param name="port">The port.</param>
    /// <param name="probes">The probes of a silent connection; null for none.</param>
    /// <param name="waits">True for a connection whose reads wait on the thread that reads.</param>
    /// <param name="cancellationToken">Stops the attempt.</param>
    public static async Task<Socket> ConnectAsync(string host, int port, KeepAlive? probes, bool waits, CancellationToken cancellationToken) =>
        await ConnectAsync([.. (await ResolveAsync(host, cancellationToken)).Select(a => new IPEndPoint(a, port))], probes, waits, cancellationToken);

    /// <summary>Connects to a Unix socket.</summary>
    /// <param name="path">The socket's file.</param>
    /// <param name="waits">True for a connection whose reads wait on the thread that reads.</param>
    /// <param name="cancellationToken">Stops the attempt.</param>
    public static Task<Socket> ConnectAsync(string path, bool waits, CancellationToken cancellationToken) =>
        ConnectAsync([new UnixDomainSocketEndPoint(path)], null, waits, cancellationToken);

    /// <summary>What to read from and write to.</summary>
    /// <param name="socket">The socket, which the stream owns from then on.</param>
    /// <param name="waits">As it was connected.</param>
    public static Stream StreamOf(Socket socket, bool waits) => waits ? new WaitingStream(socket) : new NetworkStream(socket, ownsSocket: true);

    /// <summary>Says that nothing more will be sent, and waits until the server has closed its side, so that its process is gone.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="patience">How long to wait.</param>
    /// <returns>False where it has not within that time.</returns>
    public static async Task<bool> EndAsync(Socket socket, TimeSpan patience)
    {
        using CancellationTokenSource limit = new(patience);
        byte[] rest = new byte[65536];
        try
        {
            socket.Shutdown(SocketShutdown.Send);
            // A read that finds bytes waiting does not look at the token.
            while (!limit.IsCancellationRequested)
            {
                if (await socket.ReceiveAsync(rest, limit.Token) == 0)
                    return true;
            }

            return false;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It is closed already, by whomever.
            return true;
        }
    }

    /// <summary>Tries addresses in turn; each has a socket of its own, as an old .NET allows no second attempt.</summary>
    private static async Task<Socket> ConnectAsync(EndPoint[] ends, KeepAlive? probes, bool waits, CancellationToken cancellationToken)
    {
        for (int i = 0; ; i++)
        {
            EndPoint end = ends[i];
            Socket? socket = null;
            try
            {
                socket = NewSocket(end.AddressFamily, probes);
                if (waits)
                    await Task.Run(() => socket.Connect(end), CancellationToken.None).WaitAsync(cancellationToken);
                else
                    await socket.ConnectAsync(end, cancellationToken);
                return socket;
            }
            catch (Exception e)
            {
                socket?.Dispose();
                if (e is not SocketException || i == ends.Length - 1)
                    throw;
            }
        }
    }

    /// <summary>The system's resolver cannot be stopped, so nobody waits for it who wants to stop.</summary>
    private static async Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        try
        {
            return await Dns.GetHostAddressesAsync(host, CancellationToken.None).WaitAsync(cancellationToken);
        }
        catch (ArgumentException)
        {
            // What can be no name at all is to .NET a mistake of the program.
            throw new SocketException((int)SocketError.HostNotFound);
        }
    }

    private static Socket NewSocket(AddressFamily family, KeepAlive? probes)
    {
        if (family == AddressFamily.Unix)
            return new Socket(family, SocketType.Stream, ProtocolType.Unspecified);
        Socket socket = new(family, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (probes is null)
            return socket;
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        Set(SocketOptionName.TcpKeepAliveTime, probes.IdleSeconds);
        Set(SocketOptionName.TcpKeepAliveInterval, probes.IntervalSeconds);
        Set(SocketOptionName.TcpKeepAliveRetryCount, probes.Count);
        return socket;

        void Set(SocketOptionName name, int? value)
        {
            if (value > 0)
                socket.SetSocketOption(SocketOptionLevel.Tcp, name, value.Value);
        }
    }
}
