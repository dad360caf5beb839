using System.Buffers.Binary;
using System.Text;
using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Connections;
using BackupTools.Engines.Shared;

namespace BackupTools.Engines.PostgreSql.Wire;

/// <summary>A session of this engine's own client, from the first byte to the last; what is done in it is not its business.</summary>
internal sealed class WireSession : IDisposable
{
    private static readonly TimeSpan CancelPatience = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(3);

    private readonly ServerSettings _settings;
    private readonly ServerAddress _address;
    private readonly Transport _transport;
    private byte[] _secretKey = [];
    private bool _isDeaf;

    private WireSession(ServerSettings settings, ServerAddress address, Transport transport)
    {
        _settings = settings;
        _address = address;
        _transport = transport;
        Reader = new MessageReader(transport.Stream) { Budget = new LoginBudget() };
    }

    /// <summary>The server's messages.</summary>
    public MessageReader Reader { get; }

    /// <summary>Receives messages.</summary>
    public Stream Output => _transport.Stream;

    /// <summary>True where TLS is used.</summary>
    public bool IsEncrypted => _transport.Tls is not null;

    /// <summary>The method by which the user was let in, as <c>require_auth</c> names it.</summary>
    public string Method { get; private set; } = "none";

    /// <summary>The server process.</summary>
    public int ProcessId { get; private set; }

    /// <summary>Connects and logs in.</summary>
    /// <param name="settings">Who, and how.</param>
    /// <param name="address">Where.</param>
    /// <param name="waits">True for a session whose reads wait on the thread that reads.</param>
    /// <param name="cancellationToken">Stops the attempt.</param>
    /// <exception cref="BackupException">Where that fails.</exception>
    /// <exception cref="UnknownAuthenticationException">Where the server asks for something that only the driver knows.</exception>
    public static async Task<WireSession> OpenAsync(
        ServerSettings settings, ServerAddress address, bool waits, CancellationToken cancellationToken)
    {
        TlsWish[] wishes = address.IsSocket ? [TlsWish.None] : settings.TlsMode switch
        {
            TlsMode.Disable => [TlsWish.None],
            TlsMode.Allow => [TlsWish.None, TlsWish.Required],
            TlsMode.Prefer => [TlsWish.Offered, TlsWish.None],
            _ => [TlsWish.Required],
        };
        try
        {
            return await OpenAsync(settings, address, wishes[0], waits, cancellationToken);
        }
        catch (BackupException e) when (wishes.Length > 1 && MayDependOnTls(e))
        {
            return await OpenAsync(settings, address, wishes[1], waits, cancellationToken);
        }
    }

    /// <summary>Asks the server, over a connection of its own, to stop what the session is doing.</summary>
    public async Task CancelAsync()
    {
        if (_secretKey.Length == 0)
            return;
        using CancellationTokenSource limit = new(CancelPatience);
        try
        {
            TlsWish tls = IsEncrypted ? TlsWish.Required : TlsWish.None;
            using Transport transport = await Transport.ConnectAsync(_settings, _address, tls, waits: false, limit.Token);
            await transport.Stream.WriteAsync(MessageWriter.CancelRequest(ProcessId, _secretKey), limit.Token);
            // The server answers nothing; it has passed the request on when it closes.
            _isDeaf = !await transport.EndAsync(CancelPatience);
        }
        catch (Exception e) when (PostgreSqlErrors.IsDriver(e) || e is OperationCanceledException)
        {
            // The session's own connection is closed next, which the server notices too, only later.
            _isDeaf = true;
        }
    }

    /// <summary>Says goodbye.</summary>
    public async Task TerminateAsync()
    {
        using CancellationTokenSource limit = new(EndPatience);
        try
        {
            await Output.WriteAsync(MessageWriter.Terminate, limit.Token);
        }
        catch (Exception e) when (PostgreSqlErrors.IsDriver(e) || e is OperationCanceledException)
        {
            // It is gone already.
        }
    }

    /// <summary>Closes the connection, and waits for the server's process to be gone, unless the server did not hear the cancelling.</summary>
    public async Task EndAsync()
    {
        if (!_isDeaf)
            await _transport.EndAsync(EndPatience);
        _transport.Dispose();
    }

    /// <inheritdoc/>
    public void Dispose() => _transport.Dispose();

    private static async Task<WireSession> OpenAsync(
        ServerSettings settings, ServerAddress address, TlsWish tls, bool waits, CancellationToken cancellationToken)
    {
        SessionContext context = SessionContext.ConnectingTo(settings, address);
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (settings.ConnectTimeout is { } patience)
            limit.CancelAfter(patience);
        WireSession? session = null;
        try
        {
            session = new WireSession(settings, address, await Transport.ConnectAsync(settings, address, tls, waits, limit.Token));
            await session.LogInAsync(context, limit.Token);
            return session;
        }
        catch (Exception e)
        {
            session?.Dispose();
            if (e is OperationCanceledException && !cancellationToken.IsCancellationRequested)
                e = new TimeoutException($"it did not answer within {settings.ConnectTimeout!.Value.TotalSeconds:0} seconds");
            if (PostgreSqlErrors.IsDriver(e))
                throw PostgreSqlErrors.Translate(e, context, "Connecting");
            throw;
        }
    }

    /// <summary>True for a handshake that failed, and for a user whom the server does not let in over such a connection.</summary>
    private static bool MayDependOnTls(BackupException error) =>
        error.Code is ErrorCode.TlsFailed or ErrorCode.PasswordNotSent || (error.InnerException as ServerException)?.SqlState == SqlState.InvalidAuthorization;

    private async Task LogInAsync(SessionContext context, CancellationToken cancellationToken)
    {
        List<(string, string)> parameters =
        [
            ("user", _settings.UserName), ("database", _settings.Database), ("application_name", _settings.ApplicationName),
            ("options", SessionDefaults.OptionsAfter(_settings.StartupOptions, _settings.HasOwnSearchPath)),
        ];
        await Output.WriteAsync(MessageWriter.Startup(parameters), cancellationToken);
        Authentication authentication = new(_settings, _address, context, _transport, Reader);
        await authentication.RunAsync(cancellationToken);
        Method = authentication.Method;
        while (true)
        {
            Message message = await Reader.ReadAsync(cancellationToken);
            switch (message.Type)
            {
                case (byte)'K' when message.Body.Length >= 8:
                    ProcessId = BinaryPrimitives.ReadInt32BigEndian(message.Body.Span);
                    _secretKey = message.Body[4..].ToArray();
                    break;
                case (byte)'Z':
                    Reader.Budget = null;
                    return;
                case (byte)'E':
                    throw ErrorResponse.Parse(message.Body.Span, Encoding.UTF8);
                default:
                    throw MessageReader.NotTheProtocol($"message {message.Type} while the session begins");
            }
        }
    }
}
