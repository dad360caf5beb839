using System.Text;
using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Connections;
using BackupTools.Engines.PostgreSql.Text;
using BackupTools.Engines.Shared;

namespace BackupTools.Engines.PostgreSql.Wire;

/// <summary>Bulk data by this engine's own client of the protocol: five times less work for each row than the driver's.</summary>
internal sealed class WireConnection : IBulkConnection
{
    private readonly WireSession _session;
    private readonly SessionContext _context;
    private readonly CopyOutput _copies;
    private readonly bool _waits;
    private Encoding _encoding = ServerEncodings.Find("UTF8");
    private bool _isBusy;
    private bool _isClosed;

    private WireConnection(WireSession session, SessionContext context, bool waits)
    {
        _session = session;
        _context = context;
        _waits = waits;
        _copies = new CopyOutput(session.Reader, context, FinishAsync);
    }

    /// <inheritdoc/>
    public int ProcessId => _session.ProcessId;

    /// <summary>True where TLS is used.</summary>
    public bool IsEncrypted => _session.IsEncrypted;

    /// <summary>Connects, logs in and prepares the session.</summary>
    /// <param name="settings">Who, and how.</param>
    /// <param name="address">Where.</param>
    /// <param name="cancellationToken">Stops the attempt.</param>
    /// <param name="encoding">The encoding of statements and rows; null for the database's own.</param>
    /// <param name="waits">True for a session that receives rows: what it reads it waits for on the thread that reads.</param>
    /// <exception cref="BackupException">Where that fails.</exception>
    /// <exception cref="UnknownAuthenticationException">Where the server asks for something that only the driver knows.</exception>
    public static Task<WireConnection> OpenAsync(
        ServerSettings settings, ServerAddress address, CancellationToken cancellationToken, string? encoding = null, bool waits = false) =>
        LimitedStart.OpenAsync(settings, s => OpenOnceAsync(s, address, encoding, waits, cancellationToken));

    private static async Task<WireConnection> OpenOnceAsync(
        ServerSettings settings, ServerAddress address, string? encoding, bool waits, CancellationToken cancellationToken)
    {
        WireSession session = await WireSession.OpenAsync(settings, address, waits, cancellationToken);
        WireConnection result = new(session, new SessionContext(address.ToString(), settings.UserName, settings.Database), waits);
        try
        {
            await result.PrepareAsync(encoding, cancellationToken);
            return result;
        }
        catch
        {
            await result.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public Task ExecuteAsync(string sql, CancellationToken cancellationToken) =>
        RunAsync(sql, ErrorCode.DatabaseReadFailed, () => FinishAsync(null, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask SendCopyOutAsync(string sql, CancellationToken cancellationToken)
    {
        CheckUsable(sql);
        byte[] query = MessageWriter.Query(Statement.Encode(sql, _encoding, _context.Database));
        try
        {
            await _session.Output.WriteAsync(query, cancellationToken);
            _copies.Add(sql);
        }
        catch (Exception e)
        {
            throw await BreakAsync(e, sql, ErrorCode.DatabaseReadFailed, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public bool ReadRows(ChunkBuffer buffer, int length, RowDigest digest, CancellationToken cancellationToken) =>
        ReadRowsAsync(buffer, length, digest, cancellationToken).AsTask().GetAwaiter().GetResult();

    /// <inheritdoc/>
    public async Task<IRowInput> BeginCopyInAsync(string sql, CancellationToken cancellationToken)
    {
        // Listening while it sends, it would wait for the answer before it has sent anything.
        if (_waits)
            throw new InvalidOperationException("This session waits on the thread that reads, so that it can only receive rows.");
        CopyInput? input = null;
        await RunAsync(
            sql,
            ErrorCode.RestoreFailed,
            async () =>
            {
                Message message = await _session.Reader.ReadAsync(cancellationToken);
                if (message.Type != 'G')
                {
                    await FinishAsync(message, cancellationToken);
                    throw new BackupException(ErrorCode.InvalidArgument, $"{Statement.Describe(sql)} is no COPY FROM STDIN.");
                }

                input = new CopyInput(_session, FinishAsync(null, cancellationToken));
                return 0;
            },
            cancellationToken);
        _isBusy = true;
        return new RowInput(this, input!, sql);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_isClosed)
            return;
        _isClosed = true;
        if (_copies.Current is not null || _isBusy)
            await _session.CancelAsync();
        else
            await _session.TerminateAsync();
        await _session.EndAsync();
    }

    private async ValueTask<bool> ReadRowsAsync(
        ChunkBuffer buffer, int length, RowDigest digest, CancellationToken cancellationToken)
    {
        string sql = _copies.Current ?? throw new InvalidOperationException("No COPY was sent.");
        CheckUsable(sql);
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            return await _copies.ReadAsync(buffer, length, digest, cancellationToken);
        }
        catch (Exception e)
        {
            throw await FailAsync(e, sql, ErrorCode.DatabaseReadFailed, cancellationToken);
        }
    }

    private async Task PrepareAsync(string? wanted, CancellationToken cancellationToken)
    {
        Dictionary<string, string> parameters = _session.Reader.Parameters;
        string encoding = wanted ?? parameters.GetValueOrDefault("server_encoding", "UTF8");
        string version = parameters.GetValueOrDefault("server_version", "");
        _ = int.TryParse(version.AsSpan(0, version.TakeWhile(char.IsAsciiDigit).Count()), out int major);
        // Rows pass as the database has them, unless another encoding is asked for. Whatever is sent from here on is in that encoding too.
        string sql = $"{SessionDefaults.Statements(major)}SET client_encoding = {SqlText.Literal(encoding)};";
        await ExecuteAsync(sql, cancellationToken);
        _encoding = ServerEncodings.Find(encoding);
    }

    /// <summary>Sends a statement, and does the rest of it.</summary>
    private async Task<long> RunAsync(
        string sql, ErrorCode otherwise, Func<Task<long>> operation, CancellationToken cancellationToken)
    {
        CheckUsable(sql);
        if (_copies.Current is not null)
            throw new InvalidOperationException("A COPY that was sent has not been read to its end.");
        byte[] query = MessageWriter.Query(Statement.Encode(sql, _encoding, _context.Database));
        _isBusy = true;
        try
        {
            await _session.Output.WriteAsync(query, cancellationToken);
            long result = await operation();
            _isBusy = false;
            return result;
        }
        catch (Exception e)
        {
            throw await FailAsync(e, sql, otherwise, cancellationToken);
        }
    }

    /// <inheritdoc cref="StatementAnswer.ReadAsync"/>
    private Task<long> FinishAsync(Message? first, CancellationToken cancellationToken) =>
        StatementAnswer.ReadAsync(_session, _encoding, first, cancellationToken);

    /// <summary>The error to throw; after one that the server could report in good order, the session goes on.</summary>
    private async Task<Exception> FailAsync(Exception error, string sql, ErrorCode otherwise, CancellationToken cancellationToken)
    {
        if (error is not StatementException statement)
            return await BreakAsync(error, sql, otherwise, cancellationToken);
        _isBusy = false;
        _copies.Forget();
        return PostgreSqlErrors.Translate(statement.Server, _context, Statement.Describe(sql), otherwise);
    }

    /// <summary>The error to throw after closing the connection, in which nobody knows what would come next.</summary>
    private async Task<Exception> BreakAsync(Exception error, string sql, ErrorCode otherwise, CancellationToken cancellationToken)
    {
        if (!_isClosed)
        {
            _isClosed = true;
            await _session.CancelAsync();
            await _session.EndAsync();
        }

        if (cancellationToken.IsCancellationRequested)
            return new OperationCanceledException(cancellationToken);
        return PostgreSqlErrors.IsDriver(error) ? PostgreSqlErrors.Translate(error, _context, Statement.Describe(sql), otherwise) : error;
    }

    private void CheckUsable(string sql)
    {
        if (_isClosed)
            throw PostgreSqlErrors.Lost(null, _context, Statement.Describe(sql));
    }

    /// <summary>Rows that are being sent: what fails, fails as any statement does.</summary>
    private sealed class RowInput(WireConnection connection, CopyInput input, string sql) : IRowInput
    {
        public async Task WriteAsync(ReadOnlyMemory<byte> rows, CancellationToken cancellationToken)
        {
            connection.CheckUsable(sql);
            try
            {
                await input.WriteAsync(rows, cancellationToken);
            }
            catch (Exception e)
            {
                throw await connection.FailAsync(e, sql, ErrorCode.RestoreFailed, cancellationToken);
            }
        }

        public async Task<long> EndAsync(CancellationToken cancellationToken)
        {
            connection.CheckUsable(sql);
            try
            {
                long rows = await input.EndAsync(cancellationToken);
                connection._isBusy = false;
                return rows;
            }
            catch (Exception e)
            {
                throw await connection.FailAsync(e, sql, ErrorCode.RestoreFailed, cancellationToken);
            }
        }
    }
}
