using System.Text;
using BackupTools.Abstractions;
using BackupTools.Engines.MySql.Connections;
using BackupTools.Engines.MySql.Text;
using BackupTools.Engines.Shared;

namespace BackupTools.Engines.MySql.Wire;

/// <summary>Statements and rows by this engine's own client of the protocol: no driver gives rows without parsing each value.</summary>
internal sealed partial class WireConnection : IRowConnection
{
    private const byte LocalFileMarker = 0xFB;
    private const int MostColumns = 4096;

    private readonly WireSession _session;
    private readonly SessionContext _context;
    private readonly RowReader _rows;
    private string? _query;
    private bool _isBusy;
    private bool _hasMoreResults;
    private bool _isClosed;

    private WireConnection(WireSession session, SessionContext context)
    {
        _session = session;
        _context = context;
        _rows = new RowReader(session.Packets);
    }

    /// <summary>The protocol answers one statement before it hears of the next.</summary>
    public int MostAhead => 1;

    /// <inheritdoc/>
    public uint ConnectionId => _session.ConnectionId;

    /// <summary>Connects and logs in.</summary>
    /// <param name="settings">Who, where and how.</param>
    /// <param name="cancellationToken">Stops the attempt.</param>
    /// <param name="waits">True for a session that receives rows: what it reads it waits for on the thread that reads.</param>
    /// <param name="loads">True for a session that sends rows with <see cref="LoadAsync"/>.</param>
    /// <exception cref="BackupException">Where that fails.</exception>
    public static async Task<WireConnection> OpenAsync(
        ServerSettings settings, CancellationToken cancellationToken, bool waits = false, bool loads = false) =>
        new(await WireSession.OpenAsync(settings, waits, cancellationToken, loads), SessionContext.Of(settings));

    /// <inheritdoc/>
    public Task ExecuteAsync(string sql, CancellationToken cancellationToken) =>
        ExecuteAsync(Encoding.UTF8.GetBytes(sql), SqlTitle.Of(sql), cancellationToken);

    /// <inheritdoc/>
    public async Task ExecuteAsync(ReadOnlyMemory<byte> sql, string title, CancellationToken cancellationToken)
    {
        CheckUsable(title);
        _isBusy = true;
        try
        {
            await _session.SendQueryAsync(sql, cancellationToken);
            do
            {
                if (await ReadColumnCountAsync(cancellationToken) is > 0 and int columns)
                    await SkipRowsAsync(columns, cancellationToken);
            }
            while (_hasMoreResults);
            _isBusy = false;
        }
        catch (Exception e)
        {
            throw await FailAsync(e, title, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async ValueTask SendAsync(string sql, CancellationToken cancellationToken)
    {
        CheckUsable(SqlTitle.Of(sql));
        _isBusy = true;
        try
        {
            await _session.SendQueryAsync(Encoding.UTF8.GetBytes(sql), cancellationToken);
            if (await ReadColumnCountAsync(cancellationToken) is not (> 0 and int columns))
                throw new ProtocolException("an answer without rows to a query");
            await SkipDefinitionsAsync(columns, cancellationToken);
            _rows.Begin(columns);
            _query = sql;
        }
        catch (Exception e)
        {
            throw await FailAsync(e, SqlTitle.Of(sql), cancellationToken);
        }
    }

    /// <inheritdoc/>
    public bool ReadRows(ChunkBuffer buffer, int length, RowDigest digest, CancellationToken cancellationToken) =>
        ReadRowsAsync(buffer, length, digest, cancellationToken).AsTask().GetAwaiter().GetResult();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_isClosed)
            return;
        _isClosed = true;
        if (_isBusy)
            await _session.KillAsync();
        else
            await _session.QuitAsync();
        await _session.EndAsync();
    }

    private async ValueTask<bool> ReadRowsAsync(ChunkBuffer buffer, int length, RowDigest digest, CancellationToken cancellationToken)
    {
        string sql = _query ?? throw new InvalidOperationException("No query was begun.");
        CheckUsable(SqlTitle.Of(sql));
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            while (true)
            {
                switch (_rows.Scan(buffer, length, digest))
                {
                    case RowScan.Full:
                        return false;
                    case RowScan.NeedsMore:
                        await _session.Packets.FillAsync(cancellationToken);
                        break;
                    case RowScan.LargeRow:
                        await _rows.ReadLargeAsync(buffer, digest, cancellationToken);
                        break;
                    default:
                        await ReadEndAsync(cancellationToken);
                        if (_hasMoreResults)
                            throw new ProtocolException("another answer behind the one that was asked for");
                        _query = null;
                        _isBusy = false;
                        return true;
                }
            }
        }
        catch (Exception e)
        {
            throw await FailAsync(e, SqlTitle.Of(sql), cancellationToken);
        }
    }

    /// <summary>Reads the packet that an answer begins with.</summary>
    /// <returns>The number of columns; 0 for an answer without rows.</returns>
    private async ValueTask<int> ReadColumnCountAsync(CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> payload = await _session.Packets.ReadAsync(cancellationToken);
        if (payload.Length == 0)
            throw new ProtocolException("an empty answer");
        switch (payload.Span[0])
        {
            case ErrorPacket.Marker:
                throw ErrorPacket.Read(payload.Span);
            case LocalFileMarker:
                throw new ProtocolException("a request for a file of this machine, which nobody has offered");
            case 0:
                _hasMoreResults = EndPacket.HasMoreResults(payload.Span);
                return 0;
            default:
                PacketText text = new(payload.Span);
                ulong columns = text.Number();
                return columns is > 0 and <= MostColumns && text.Remaining == 0 ? (int)columns : throw new ProtocolException($"an answer of {columns:N0} columns");
        }
    }

    private async ValueTask SkipDefinitionsAsync(int columns, CancellationToken cancellationToken)
    {
        for (int i = 0; i < columns; i++)
            await ReadDefinitionAsync(cancellationToken);
        if (!_session.EndsWithoutEof)
            await ReadEndAsync(cancellationToken);
    }

    private async ValueTask ReadDefinitionAsync(CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> payload = await _session.Packets.ReadAsync(cancellationToken);
        if (payload.Length > 0 && payload.Span[0] == ErrorPacket.Marker)
            throw ErrorPacket.Read(payload.Span);
    }

    private async ValueTask SkipRowsAsync(int columns, CancellationToken cancellationToken)
    {
        await SkipDefinitionsAsync(columns, cancellationToken);
        _rows.Begin(columns);
        ChunkBuffer thrownAway = new();
        RowDigest digest = new();
        while (true)
        {
            RowScan scan = _rows.Scan(thrownAway, int.MaxValue, digest);
            thrownAway.Clear();
            if (scan == RowScan.NeedsMore)
                await _session.Packets.FillAsync(cancellationToken);
            else if (scan == RowScan.LargeRow)
                await _rows.ReadLargeAsync(thrownAway, digest, cancellationToken);
            else
                break;
        }

        await ReadEndAsync(cancellationToken);
        thrownAway.Release();
    }

    /// <summary>Reads the packet that ends rows, or definitions.</summary>
    private async ValueTask ReadEndAsync(CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> payload = await _session.Packets.ReadAsync(cancellationToken);
        if (payload.Length > 0 && payload.Span[0] == ErrorPacket.Marker)
            throw ErrorPacket.Read(payload.Span);
        if (payload.Length == 0 || payload.Span[0] != EndPacket.Marker)
            throw new ProtocolException("rows without an end");
        _hasMoreResults = EndPacket.HasMoreResults(payload.Span);
    }

    /// <summary>The error to throw; after one that the server could report in good order, the session goes on.</summary>
    private async Task<Exception> FailAsync(Exception error, string title, CancellationToken cancellationToken)
    {
        if (error is ServerException && !cancellationToken.IsCancellationRequested)
        {
            _isBusy = false;
            _query = null;
            return MySqlErrors.Translate(error, _context, title);
        }

        if (!_isClosed)
        {
            _isClosed = true;
            if (error is not EndOfStreamException)
                await _session.KillAsync();
            await _session.EndAsync();
        }

        if (cancellationToken.IsCancellationRequested)
            return new OperationCanceledException(cancellationToken);
        return MySqlErrors.IsDriver(error) ? MySqlErrors.Translate(error, _context, title) : error;
    }

    private void CheckUsable(string title)
    {
        if (_isClosed)
            throw MySqlErrors.Lost(null, _context, title);
        if (_query is not null && !_isBusy)
            throw new InvalidOperationException("The rows of a query have not been read to their end.");
    }
}
