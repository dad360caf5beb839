using System.Buffers.Binary;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using BackupTools.Engines.PostgreSql.Connections;
using BackupTools.Engines.Shared;

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
        Transport result = new(address.IsSocket
            ? await ServerSocket.ConnectAsync(address.SocketPath, waits, cancellationToken)
            : await ServerSocket.ConnectAsync(address.Host, address.Port, settings.KeepAlive, waits, cancellationToken));
        try
        {
            result.Stream = ServerSocket.StreamOf(result._socket, waits);
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
    public Task<bool> EndAsync(TimeSpan patience) => ServerSocket.EndAsync(_socket, patience);

    /// <inheritdoc/>
    public void Dispose()
    {
        Stream.Dispose();
        _socket.Dispose();
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

        Stream = await TlsHandshake.RunAsync(Stream, settings.Tls(address), cancellationToken);
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
