using BackupTools.Abstractions;
using BackupTools.Engines.Shared;

namespace BackupTools.Engines.PostgreSql.Wire;

/// <summary>
/// A session for bulk data: plain commands, and rows in COPY's text format in both directions. Used by one caller at a
/// time; <see cref="IAsyncDisposable.DisposeAsync"/> ends the server's session whatever state it is in.
/// </summary>
internal interface IBulkConnection : IRowStream
{
    /// <summary>The server process, as <c>pg_stat_activity</c> knows it.</summary>
    int ProcessId { get; }

    /// <summary>Runs statements, several in one text if need be, and waits for their end. What they return is thrown away.</summary>
    /// <exception cref="BackupException">Where one fails; the inner exception has the server's fields.</exception>
    Task ExecuteAsync(string sql, CancellationToken cancellationToken);

    /// <summary>Small tables would each cost a round trip.</summary>
    int IRangeStream.MostAhead => 32;

    /// <inheritdoc/>
    ValueTask IRowStream.SendAsync(string sql, CancellationToken cancellationToken) => SendCopyOutAsync(sql, cancellationToken);

    /// <summary>
    /// Sends <c>COPY … TO STDOUT</c> and does not wait, so that the server is never idle: the next one may be sent while
    /// the one before is still being read.
    /// </summary>
    ValueTask SendCopyOutAsync(string sql, CancellationToken cancellationToken);

    /// <summary>
    /// Begins <c>COPY … FROM STDIN</c>. Until it has ended, or failed, the session does nothing else.
    /// </summary>
    /// <param name="sql">The statement.</param>
    /// <param name="cancellationToken">Stops it, for as long as it lasts.</param>
    Task<IRowInput> BeginCopyInAsync(string sql, CancellationToken cancellationToken);

    /// <summary>Runs <c>COPY … FROM STDIN</c> with these rows.</summary>
    /// <returns>How many rows the server took.</returns>
    async Task<long> CopyInAsync(string sql, ReadOnlyMemory<byte> rows, CancellationToken cancellationToken)
    {
        IRowInput input = await BeginCopyInAsync(sql, cancellationToken);
        await input.WriteAsync(rows, cancellationToken);
        return await input.EndAsync(cancellationToken);
    }
}

/// <summary>A COPY FROM STDIN under way. After an error it is over, and the session says whether it can go on.</summary>
internal interface IRowInput
{
    /// <summary>Sends rows. What is wrong with them the server may say only later, to another call.</summary>
    Task WriteAsync(ReadOnlyMemory<byte> rows, CancellationToken cancellationToken);

    /// <summary>Says that these were all, and waits for the server's answer.</summary>
    /// <returns>How many rows the server took.</returns>
    Task<long> EndAsync(CancellationToken cancellationToken);
}
