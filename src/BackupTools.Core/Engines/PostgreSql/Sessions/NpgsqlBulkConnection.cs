using System.Text;
using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Connections;
using BackupTools.Engines.PostgreSql.Text;
using BackupTools.Engines.PostgreSql.Wire;
using BackupTools.Engines.Shared;
using Npgsql;

namespace BackupTools.Engines.PostgreSql.Sessions;

/// <summary>
/// Bulk data by the driver, for servers whose authentication the engine's own client does not know. The driver's raw
/// COPY is for the binary format only; under the reader and the writer of its text COPY is a stream that passes the
/// bytes as they are.
/// </summary>
internal sealed class NpgsqlBulkConnection : IBulkConnection
{
    private readonly ServerSettings _settings;
    private readonly ServerAddress _address;
    private readonly NpgsqlConnection _connection;
    private readonly Encoding _encoding;
    private readonly SessionContext _context;
    private readonly Queue<string> _copies = new();
    private readonly LineBuffer _lines = new();
    private NpgsqlCopyTextReader? _reader;
    private bool _isBusy;
    private bool _isClosed;

    private NpgsqlBulkConnection(ServerSettings settings, ServerAddress address, NpgsqlConnection connection, string encoding)
    {
        _settings = settings;
        _address = address;
        _connection = connection;
        _encoding = ServerEncodings.Find(encoding);
        ProcessId = connection.ProcessID;
        _context = SessionContext.Of(connection);
    }

    /// <inheritdoc/>
    public int ProcessId { get; }

    /// <summary>Connects and prepares the session.</summary>
    /// <exception cref="BackupException">Where that fails.</exception>
    public static Task<NpgsqlBulkConnection> OpenAsync(
        ServerSettings settings, ServerAddress address, CancellationToken cancellationToken, string? wanted = null) =>
        LimitedStart.OpenAsync(settings, s => OpenOnceAsync(s, address, wanted, cancellationToken));

    private static async Task<NpgsqlBulkConnection> OpenOnceAsync(
        ServerSettings settings, ServerAddress address, string? wanted, CancellationToken cancellationToken)
    {
        NpgsqlConnection connection = await NpgsqlSession.OpenSuitedAsync(settings, address, cancellationToken);
        string encoding = wanted ?? connection.PostgresParameters.GetValueOrDefault("server_encoding", "UTF8");
        int version = connection.PostgreSqlVersion.Major;
        if (encoding != connection.PostgresParameters.GetValueOrDefault("client_encoding"))
        {
            // The driver must know the encoding from the start.
            await connection.DisposeAsync();
            Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
            connection = await NpgsqlSession.OpenAsync(settings, address, cancellationToken, encoding);
        }

        NpgsqlBulkConnection result = new(settings, address, connection, encoding);
        try
        {
            await result.ExecuteAsync(SessionDefaults.Statements(version), cancellationToken);
            return result;
        }
        catch
        {
            await result.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public Task ExecuteAsync(string sql, CancellationToken cancellationToken) => GuardAsync(
        sql,
        ErrorCode.DatabaseReadFailed,
        async () =>
        {
            await using NpgsqlCommand command = new(Written(sql), _connection);
            return await command.ExecuteNonQueryAsync(cancellationToken);
        },
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask SendCopyOutAsync(string sql, CancellationToken cancellationToken)
    {
        Statement.CheckNoNul(sql);
        _copies.Enqueue(sql);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public bool ReadRows(ChunkBuffer buffer, int length, RowDigest digest, CancellationToken cancellationToken)
    {
        if (!_copies.TryPeek(out string? sql))
            throw new InvalidOperationException("No COPY was sent.");
        Task<bool> reading = GuardAsync(
            sql, ErrorCode.DatabaseReadFailed, () => ReadAsync(sql, buffer, length, digest, cancellationToken), cancellationToken);
        return reading.GetAwaiter().GetResult();
    }

    /// <inheritdoc/>
    public async Task<IRowInput> BeginCopyInAsync(string sql, CancellationToken cancellationToken)
    {
        NpgsqlCopyTextWriter writer = await GuardAsync(
            sql, ErrorCode.RestoreFailed, async () => (NpgsqlCopyTextWriter)await _connection.BeginTextImportAsync(Written(sql), cancellationToken),
            cancellationToken);
        _isBusy = true;
        return new RowInput(this, writer.BaseStream, sql);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_isClosed)
            return;
        _isClosed = true;
        try
        {
            if (_isBusy || _copies.Count > 0)
                await TerminateAsync();
            await _connection.DisposeAsync();
        }
        catch (Exception e) when (PostgreSqlErrors.IsDriver(e) || e is BackupException)
        {
            // What cannot be ended in order is gone already.
        }
    }

    /// <summary>
    /// Ends the server's process from another session: the driver only closes the connection of a running COPY, which a
    /// server that computes does not notice.
    /// </summary>
    private async Task TerminateAsync()
    {
        await using NpgsqlConnection other = await NpgsqlSession.OpenSuitedAsync(_settings, _address, CancellationToken.None);
        await using NpgsqlCommand command = new($"SELECT pg_catalog.pg_terminate_backend({ProcessId})", other);
        await command.ExecuteNonQueryAsync();
    }

    private async Task<bool> ReadAsync(
        string sql, ChunkBuffer buffer, int length, RowDigest digest, CancellationToken cancellationToken)
    {
        _reader ??= (NpgsqlCopyTextReader)await _connection.BeginTextExportAsync(Written(sql), cancellationToken);
        Stream stream = _reader.BaseStream;
        while (true)
        {
            while (buffer.Length < length && _lines.TryTakeRow(buffer, digest))
            {
            }

            if (buffer.Length >= length)
                return false;
            if (await _lines.FillAsync(stream, cancellationToken))
                continue;
            if (!_lines.IsEmpty)
                throw new IOException("The rows end in the middle of one.");
            _reader.Dispose();
            _reader = null;
            _copies.Dequeue();
            return true;
        }
    }

    /// <summary>SQL as the driver writes it right; of no encoding, it takes every byte for a character.</summary>
    private string Written(string sql) => _encoding is ByteTextEncoding ? ByteText.ToLatin1(sql) : ServerEncodings.Write(sql, _encoding);

    /// <summary>Forgets the COPY that has failed.</summary>
    private void Forget()
    {
        _reader = null;
        _lines.Clear();
        _copies.TryDequeue(out _);
    }

    private async Task<T> GuardAsync<T>(
        string sql, ErrorCode otherwise, Func<Task<T>> operation, CancellationToken cancellationToken)
    {
        Statement.CheckNoNul(sql);
        if (_isClosed)
            throw PostgreSqlErrors.Lost(null, _context, Statement.Describe(sql));
        _isBusy = true;
        try
        {
            T result = await operation();
            _isBusy = false;
            return result;
        }
        catch (Exception e)
        {
            bool isCancelled = cancellationToken.IsCancellationRequested;
            bool goesOn = e is PostgresException && !isCancelled && _connection.State == System.Data.ConnectionState.Open;
            _isBusy = isCancelled;
            if (!isCancelled)
                Forget();
            if (!goesOn)
                await DisposeAsync();
            cancellationToken.ThrowIfCancellationRequested();
            if (PostgreSqlErrors.IsDriver(e))
                throw PostgreSqlErrors.Translate(e, _context, Statement.Describe(sql), otherwise);
            throw;
        }
    }

    /// <summary>Rows that are being sent: what fails, fails as any statement does.</summary>
    private sealed class RowInput(NpgsqlBulkConnection connection, Stream stream, string sql) : IRowInput
    {
        private long _rows;

        public async Task WriteAsync(ReadOnlyMemory<byte> rows, CancellationToken cancellationToken)
        {
            await connection.GuardAsync(
                sql,
                ErrorCode.RestoreFailed,
                async () =>
                {
                    await stream.WriteAsync(rows, cancellationToken);
                    return true;
                },
                cancellationToken);
            connection._isBusy = true;
            _rows += rows.Span.Count((byte)'\n');
        }

        public Task<long> EndAsync(CancellationToken cancellationToken) => connection.GuardAsync(
            sql,
            ErrorCode.RestoreFailed,
            async () =>
            {
                // The end of the stream, not of the writer, which would keep this thread until the server answers. The driver
                // has no way to stop that wait.
                await stream.DisposeAsync().AsTask().WaitAsync(cancellationToken);
                // The driver does not pass on the server's own count; it takes every line, or fails.
                return _rows;
            },
            cancellationToken);
    }
}
