using System.Net.Sockets;
using BackupTools.Abstractions;
using BackupTools.Engines.MySql.Connections;
using BackupTools.Engines.Shared;

namespace BackupTools.Engines.MySql.Wire;

/// <summary>A session of this engine's own client, from the first byte to the last; what is done in it is not its business.</summary>
internal sealed class WireSession : IDisposable
{
    private static readonly TimeSpan KillPatience = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(3);

    private readonly ServerSettings _settings;
    private readonly Socket _socket;
    private readonly Login _login;

    private WireSession(ServerSettings settings, Socket socket, Login login)
    {
        _settings = settings;
        _socket = socket;
        _login = login;
    }

    /// <summary>The server's packets.</summary>
    public PacketReader Packets => _login.Packets;

    /// <summary>Receives packets.</summary>
    public Stream Output => _login.Stream;

    /// <summary>The session's number on the server.</summary>
    public uint ConnectionId => _login.Greeting.ConnectionId;

    /// <summary>The server's version, as it writes it.</summary>
    public string ServerVersion => _login.Greeting.Version;

    /// <summary>True where TLS is used.</summary>
    public bool IsEncrypted => _login.IsEncrypted;

    /// <summary>True where rows are ended by one packet in place of two.</summary>
    public bool EndsWithoutEof => _login.EndsWithoutEof;

    /// <summary>Connects and logs in.</summary>
    /// <param name="settings">Who, where and how.</param>
    /// <param name="waits">True for a session whose reads wait on the thread that reads.</param>
    /// <param name="cancellationToken">Stops the attempt.</param>
    /// <param name="loads">True for a session whose statements send rows along.</param>
    /// <exception cref="BackupException">Where that fails.</exception>
    public static async Task<WireSession> OpenAsync(ServerSettings settings, bool waits, CancellationToken cancellationToken, bool loads = false)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (settings.ConnectTimeout is { } patience)
            limit.CancelAfter(patience);
        Socket? socket = null;
        try
        {
            socket = settings.Address.IsSocket
                ? await ServerSocket.ConnectAsync(settings.Address.Host, waits, limit.Token)
                : await ServerSocket.ConnectAsync(settings.Address.Host, settings.Address.Port, new KeepAlive(null, null, null), waits, limit.Token);
            Login login = new(settings, ServerSocket.StreamOf(socket, waits), loads);
            await login.RunAsync(limit.Token);
            return new WireSession(settings, socket, login);
        }
        catch (Exception e)
        {
            socket?.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            if (e is OperationCanceledException)
                e = new TimeoutException($"it did not answer within {settings.ConnectTimeout!.Value.TotalSeconds:0} seconds");
            if (MySqlErrors.IsDriver(e))
                throw MySqlErrors.Translate(e, SessionContext.ConnectingTo(settings), "Connecting");
            throw;
        }
    }

    /// <summary>Asks the server, over a session of its own, to end this one whatever it is doing.</summary>
    public async Task KillAsync()
    {
        using CancellationTokenSource limit = new(KillPatience);
        try
        {
            using WireSession other = await OpenAsync(_settings with { Database = null }, waits: false, limit.Token);
            await PacketWriter.SendQueryAsync(other.Output, System.Text.Encoding.ASCII.GetBytes($"KILL {ConnectionId}"), limit.Token);
            other.Packets.Sequence = 1;
            await other.Packets.ReadAsync(limit.Token);
            await other.QuitAsync();
        }
        catch (Exception e) when (MySqlErrors.IsDriver(e) || e is OperationCanceledException or BackupException)
        {
            // The session's own connection is closed next, which the server notices too, only later.
        }
    }

    /// <summary>Sends a statement. A server that takes no more of it says why, if it can still be heard.</summary>
    public async ValueTask SendQueryAsync(ReadOnlyMemory<byte> sql, CancellationToken cancellationToken)
    {
        try
        {
            Packets.Sequence = await PacketWriter.SendQueryAsync(Output, sql, cancellationToken);
        }
        catch (IOException e)
        {
            throw await LastWordsAsync(cancellationToken) ?? (Exception)e;
        }
    }

    /// <summary>Sends the file that the server has asked for. A server that takes no more of it says why, if it can still be heard.</summary>
    public async ValueTask SendFileAsync(ReadOnlyMemory<byte> file, CancellationToken cancellationToken)
    {
        try
        {
            Packets.Sequence = await PacketWriter.SendFileAsync(Output, file, Packets.Sequence, cancellationToken);
        }
        catch (IOException e)
        {
            throw await LastWordsAsync(cancellationToken) ?? (Exception)e;
        }
    }

    /// <summary>Says goodbye.</summary>
    public async Task QuitAsync()
    {
        using CancellationTokenSource limit = new(EndPatience);
        try
        {
            await Output.WriteAsync(PacketWriter.QuitPacket, limit.Token);
        }
        catch (Exception e) when (MySqlErrors.IsDriver(e) || e is OperationCanceledException)
        {
            // It is gone already.
        }
    }

    /// <summary>Closes the connection, and waits for the server's session to be gone.</summary>
    public async Task EndAsync()
    {
        await ServerSocket.EndAsync(_socket, EndPatience);
        Dispose();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Output.Dispose();
        _socket.Dispose();
    }

    private async Task<ServerException?> LastWordsAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(KillPatience);
        try
        {
            ReadOnlyMemory<byte> payload = await Packets.ReadAsync(limit.Token);
            return payload.Length > 0 && payload.Span[0] == ErrorPacket.Marker ? ErrorPacket.Read(payload.Span) : null;
        }
        catch (Exception e) when (MySqlErrors.IsDriver(e) || e is OperationCanceledException)
        {
            return null;
        }
    }
}
