using System.Buffers.Binary;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using BackupTools.Engines.PostgreSql.Connections;

namespace BackupTools.Engines.PostgreSql.Wire;

/// <summary>The bytes to and from one server, over TCP or a Unix socket, with TLS or without.</summary>
internal sealed class Transport : IDisposable
{
    private const int SslRequestCode = 80877103;

    private readonly Socket _socket;

    private Transport(Socket socket) => _socket = socket;

    /// <summary>What to read from and write to.</summary>
    public Stream Stream { get; private set; } = Stream.Null;

    /// <summary>TLS, where it is used.</summary>
    public SslStream? Tls => Stream as SslStream;

    /// <summary>Connects.</summary>
    /// <param name="settings">What TLS is to check.</param>
    /// <param name="address">The server.</param>
    /// <param name="tls">Whether TLS is wanted, and whether the session may go on without.</param>
    /// <param name="waits">True for a connection whose reads wait on the thread that reads.</param>
    /// <param name="cancellationToken">Stops the attempt.</param>
    public static async Task<Transport> ConnectAsync(
        ServerSettings settings, ServerAddress address, TlsWish tls, bool waits, CancellationToken cancellationToken)
    {
        Transport result = new(await ConnectAsync(address, settings.KeepAlive, waits, cancellationToken));
        try
        {
            result.Stream = waits ? new WaitingStream(result._socket) : new NetworkStream(result._socket, ownsSocket: true);
            if (tls != TlsWish.None && !address.IsSocket)
                await result.StartTlsAsync(settings, address, tls, cancellationToken);
            return result;
        }
        catch
        {
            result.Dispose();
            throw;
        }
    }

    /// <summary>Says that nothing more will be sent, and waits until the server has closed its side, so that its process is gone.</summary>
    /// <returns>False where it has not within that time.</returns>
    public async Task<bool> EndAsync(TimeSpan patience)
    {
        using CancellationTokenSource limit = new(patience);
        byte[] rest = new byte[65536];
        try
        {
            _socket.Shutdown(SocketShutdown.Send);
            // A read that finds bytes waiting does not look at the token.
            while (!limit.IsCancellationRequested)
            {
                if (await _socket.ReceiveAsync(rest, limit.Token) == 0)
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

    /// <inheritdoc/>
    public void Dispose()
    {
        Stream.Dispose();
        _socket.Dispose();
    }

    /// <summary>Tries the addresses of a name in turn; each has a socket of its own, as an old .NET allows no second attempt.</summary>
    private static async Task<Socket> ConnectAsync(
        ServerAddress address, KeepAlive? probes, bool waits, CancellationToken cancellationToken)
    {
        EndPoint[] ends = address.IsSocket
            ? [new UnixDomainSocketEndPoint(address.SocketPath)]
            : [.. (await ResolveAsync(address.Host, cancellationToken)).Select(a => new IPEndPoint(a, address.Port))];
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
    private static Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken) =>
        Dns.GetHostAddressesAsync(host, CancellationToken.None).WaitAsync(cancellationToken);

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

    private async Task StartTlsAsync(
        ServerSettings settings, ServerAddress address, TlsWish wish, CancellationToken cancellationToken)
    {
        byte[] request = new byte[8];
        BinaryPrimitives.WriteInt32BigEndian(request, request.Length);
        BinaryPrimitives.WriteInt32BigEndian(request.AsSpan(4), SslRequestCode);
        await Stream.WriteAsync(request, cancellationToken);
        // One byte and not more: what came behind it unencrypted would else be taken for a part of the session.
        byte[] answer = new byte[1];
        await Stream.ReadExactlyAsync(answer, cancellationToken);
        if (answer[0] != 'S')
        {
            // Its text is not shown: it came before anybody knows who sent it.
            if (answer[0] == 'E')
                throw new IOException("it answered the question for TLS with an error");
            if (answer[0] != 'N')
                throw MessageReader.NotTheProtocol("something else than an answer to the question for TLS");
            if (wish == TlsWish.Required)
                throw new AuthenticationException("the server does not offer TLS, and sslmode asks for it");
            return;
        }

        TlsClient client = new(settings, address);
        SslClientAuthenticationOptions options = new();
        client.Configure(options);
        SslStream stream = new(Stream, leaveInnerStreamOpen: false);
        Stream = stream;
        try
        {
            await stream.AuthenticateAsClientAsync(options, cancellationToken);
        }
        catch (AuthenticationException e) when (client.Rejection is { } rejection)
        {
            throw new AuthenticationException(rejection, e);
        }
        catch (Exception e) when (e is IOException or AuthenticationException)
        {
            throw new AuthenticationException("the handshake failed, because the two sides have no version or cipher in common, or because what answers does not speak TLS", e);
        }
    }
}

/// <summary>How much TLS is wanted.</summary>
internal enum TlsWish
{
    /// <summary>None.</summary>
    None,

    /// <summary>Where the server offers it.</summary>
    Offered,

    /// <summary>Nothing without.</summary>
    Required,
}
