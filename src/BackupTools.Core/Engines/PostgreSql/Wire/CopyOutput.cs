using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Connections;
using BackupTools.Engines.Shared;

namespace BackupTools.Engines.PostgreSql.Wire;

/// <summary>Receives the rows of COPY TO STDOUT statements that were sent, one after the other.</summary>
/// <param name="reader">The server's messages.</param>
/// <param name="context">Who and where, for errors.</param>
/// <param name="finish">Reads to the end of a statement's answer, from the message on that was read already.</param>
internal sealed class CopyOutput(MessageReader reader, SessionContext context, Func<Message?, CancellationToken, Task<long>> finish)
{
    private readonly Queue<string> _statements = new();
    private bool _hasBegun;
    private long _rows;

    /// <summary>The oldest statement that was sent and whose rows have not all come; null where there is none.</summary>
    public string? Current => _statements.TryPeek(out string? sql) ? sql : null;

    /// <summary>To be called when a statement was sent.</summary>
    public void Add(string sql) => _statements.Enqueue(sql);

    /// <summary>Forgets the current statement, which has ended or failed.</summary>
    public void Forget()
    {
        _statements.TryDequeue(out _);
        _hasBegun = false;
    }

    /// <summary>Appends rows of the current statement until the buffer has the wanted length.</summary>
    /// <returns>True where the statement has ended.</returns>
    public async ValueTask<bool> ReadAsync(ChunkBuffer buffer, int length, RowDigest digest, CancellationToken cancellationToken)
    {
        if (!_hasBegun)
            await BeginAsync(cancellationToken);
        while (true)
        {
            long before = digest.Rows;
            RowScan scan = reader.ScanRows(buffer, length, digest);
            if (scan == RowScan.LargeRow)
                await reader.ReadLargeRowAsync(buffer, digest, cancellationToken);
            _rows += digest.Rows - before;
            if (scan == RowScan.Full)
                return false;
            if (scan == RowScan.NeedsMore)
                await reader.FillAsync(cancellationToken);
            if (scan == RowScan.OtherMessage && await IsEndAsync(cancellationToken))
            {
                await EndAsync(cancellationToken);
                return true;
            }
        }
    }

    private async ValueTask BeginAsync(CancellationToken cancellationToken)
    {
        Message message = await reader.ReadAsync(cancellationToken);
        if (message.Type != 'H')
        {
            await finish(message, cancellationToken);
            throw MessageReader.NotTheProtocol("something else than rows after a COPY");
        }

        if (message.Body.Length == 0 || message.Body.Span[0] != 0)
            throw MessageReader.NotTheProtocol("a COPY that is not in the text format");
        _rows = 0;
        _hasBegun = true;
    }

    /// <summary>Reads the message after the rows.</summary>
    /// <returns>False where it was none that ends them.</returns>
    private async ValueTask<bool> IsEndAsync(CancellationToken cancellationToken)
    {
        if (await reader.SkipAsideAsync(cancellationToken))
            return false;
        Message message = await reader.ReadAsync(cancellationToken);
        if (message.Type == 'c')
            return true;
        await finish(message, cancellationToken);
        throw MessageReader.NotTheProtocol("rows without an end");
    }

    private async ValueTask EndAsync(CancellationToken cancellationToken)
    {
        long told = await finish(null, cancellationToken);
        if (told != _rows)
        {
            throw new BackupException(
                ErrorCode.DatabaseReadFailed,
                $"{Statement.Describe(Current!)} failed: the server {context.Server} says that it sent {told:N0} rows, and {_rows:N0} came.",
                "Try again; where it happens again, something between here and the server changes the data.", context.Database);
        }

        Forget();
    }
}
