using System.Buffers.Binary;
using System.Text;
using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Connections;
using BackupTools.Engines.PostgreSql.Wire;

namespace BackupTools.Engines.PostgreSql.Scripts;

/// <summary>
/// A session that runs statements as bytes, in whatever encoding the script has set, and tells what they have changed in it. What the
/// server says of its settings is believed, and not what a statement looks like.
/// </summary>
internal sealed class ScriptSession : IAsyncDisposable
{
    private const int LargestPacket = 64 * 1024;
    private const byte Idle = (byte)'I';

    private readonly WireSession _session;
    private readonly byte[] _packet = new byte[LargestPacket];
    private bool _isBusy;
    private bool _isClosed;

    private ScriptSession(WireSession session, SessionContext context)
    {
        _session = session;
        Context = context;
    }

    /// <summary>Whose session it is, for errors.</summary>
    public SessionContext Context { get; }

    /// <summary>True within a transaction that a statement has begun.</summary>
    public bool IsInTransaction { get; private set; }

    /// <summary>True where a backslash in a string is nothing special.</summary>
    public bool IsStandard => Setting("standard_conforming_strings", "on") == "on";

    /// <summary>The encoding that the server takes the bytes for.</summary>
    public string EncodingName => Setting("client_encoding", "UTF8");

    /// <summary>The same as .NET knows it.</summary>
    public Encoding Encoding => ServerEncodings.Find(EncodingName);

    /// <summary>Opens a session in a database.</summary>
    /// <param name="settings">The settings, with one server and the database.</param>
    /// <param name="first">More statements to begin with.</param>
    /// <param name="cancellationToken">Stops the opening.</param>
    /// <exception cref="BackupException">Where that fails.</exception>
    public static async Task<ScriptSession> OpenAsync(ServerSettings settings, string first, CancellationToken cancellationToken)
    {
        settings = settings with { HasOwnSearchPath = true };
        ServerAddress address = settings.Addresses[0];
        try
        {
            return await FreeSlot.OpenAsync(
                () => LimitedStart.OpenAsync(settings, s => OpenOnceAsync(s, address, first, cancellationToken)), cancellationToken);
        }
        catch (UnknownAuthenticationException)
        {
            throw new BackupException(
                ErrorCode.CapabilityMissing, $"The PostgreSQL server {address} asks for an authentication with which scripts cannot be run here.",
                "Use a password (SCRAM), or a socket.", address.ToString());
        }
    }

    /// <summary>Runs a statement.</summary>
    /// <returns>How many rows it has brought; null where the server waits for rows of a COPY.</returns>
    /// <exception cref="BackupException">Where it fails.</exception>
    public async Task<long?> RunAsync(ReadOnlyMemory<byte> sql, CancellationToken cancellationToken)
    {
        _isBusy = true;
        try
        {
            await SendAsync(sql, cancellationToken);
            long? rows = await ReadAsync(mayCopy: true, cancellationToken);
            _isBusy = rows is null;
            return rows;
        }
        catch (Exception e)
        {
            throw await FailAsync(e, cancellationToken);
        }
    }

    /// <summary>Sends the rows of a COPY, as long as there are any.</summary>
    /// <param name="next">The next rows; empty where there are no more.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>How many rows the server took.</returns>
    public async Task<long> CopyAsync(Func<ReadOnlyMemory<byte>> next, CancellationToken cancellationToken)
    {
        try
        {
            CopyInput input = new(_session, AnswerAsync(cancellationToken));
            for (ReadOnlyMemory<byte> rows = next(); rows.Length > 0; rows = next())
                await input.WriteAsync(rows, cancellationToken);
            long count = await input.EndAsync(cancellationToken);
            _isBusy = false;
            return count;
        }
        catch (Exception e)
        {
            throw await FailAsync(e, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_isClosed)
            return;
        _isClosed = true;
        if (_isBusy)
            await _session.CancelAsync();
        else
            await _session.TerminateAsync();
        await _session.EndAsync();
    }

    private static async Task<ScriptSession> OpenOnceAsync(
        ServerSettings settings, ServerAddress address, string first, CancellationToken cancellationToken)
    {
        WireSession session = await WireSession.OpenAsync(settings, address, waits: false, cancellationToken);
        ScriptSession result = new(session, new SessionContext(address.ToString(), settings.UserName, settings.Database));
        try
        {
            string version = result.Setting("server_version", "");
            _ = int.TryParse(version.AsSpan(0, version.TakeWhile(char.IsAsciiDigit).Count()), out int major);
            await result.RunAsync(Encoding.UTF8.GetBytes(SessionDefaults.StatementsForScript(major) + first), cancellationToken);
            return result;
        }
        catch
        {
            await result.DisposeAsync();
            throw;
        }
    }

    private string Setting(string name, string otherwise) => _session.Reader.Parameters.GetValueOrDefault(name, otherwise);

    private async Task SendAsync(ReadOnlyMemory<byte> sql, CancellationToken cancellationToken)
    {
        const int HeaderLength = 5;
        int length = HeaderLength + sql.Length + 1;
        _packet[0] = (byte)'Q';
        BinaryPrimitives.WriteInt32BigEndian(_packet.AsSpan(1), length - 1);
        if (length <= LargestPacket)
        {
            sql.Span.CopyTo(_packet.AsSpan(HeaderLength));
            _packet[length - 1] = 0;
            await _session.Output.WriteAsync(_packet.AsMemory(0, length), cancellationToken);
            return;
        }

        await _session.Output.WriteAsync(_packet.AsMemory(0, HeaderLength), cancellationToken);
        await _session.Output.WriteAsync(sql, cancellationToken);
        await _session.Output.WriteAsync(new byte[1], cancellationToken);
    }

    private async Task<long> AnswerAsync(CancellationToken cancellationToken) => await ReadAsync(mayCopy: false, cancellationToken) ?? 0;

    /// <summary>Reads to the end of an answer, or to where the server waits for rows.</summary>
    private async Task<long?> ReadAsync(bool mayCopy, CancellationToken cancellationToken)
    {
        ServerException? error = null;
        long rows = 0;
        while (true)
        {
            Message message = await ReadOrThrowAsync(error, cancellationToken);
            switch (message.Type)
            {
                case (byte)'E':
                    error ??= ErrorResponse.Parse(message.Body.Span, Encoding);
                    break;
                case (byte)'C':
                    rows += RowsOf(message.Body.Span);
                    break;
                case (byte)'G' when !mayCopy || message.Body.Span is not [0, ..]:
                    await _session.Output.WriteAsync(MessageWriter.CopyFail("a script has no binary rows, and one COPY in a statement"), cancellationToken);
                    break;
                case (byte)'G':
                    return null;
                case (byte)'Z':
                    IsInTransaction = message.Body.Span is not [Idle];
                    return error is null ? rows : throw new StatementException(error);
                case (byte)'T' or (byte)'D' or (byte)'I' or (byte)'H' or (byte)'d' or (byte)'c':
                    break;
                default:
                    throw MessageReader.NotTheProtocol($"message {message.Type} after a statement");
            }
        }
    }

    private async Task<Message> ReadOrThrowAsync(ServerException? error, CancellationToken cancellationToken)
    {
        try
        {
            return await _session.Reader.ReadAsync(cancellationToken);
        }
        catch (IOException) when (error is not null)
        {
            throw error;
        }
    }

    /// <summary>The rows that a statement has brought: those of COPY and INSERT.</summary>
    private static long RowsOf(ReadOnlySpan<byte> tag) =>
        tag.StartsWith("COPY "u8) || tag.StartsWith("INSERT "u8) ? Math.Max(0, Statement.RowsOf(tag)) : 0;

    /// <summary>The error to throw. After one that the server reports in good order the session can be ended in good order too.</summary>
    private async Task<Exception> FailAsync(Exception error, CancellationToken cancellationToken)
    {
        if (error is StatementException statement)
        {
            _isBusy = false;
            return statement.Server;
        }

        await DisposeAsync();
        return cancellationToken.IsCancellationRequested ? new OperationCanceledException(cancellationToken) : error;
    }
}
