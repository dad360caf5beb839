namespace BackupTools.Engines.Shared;

/// <summary>A session that gives the rows of one range after the other.</summary>
internal interface IRangeStream : IAsyncDisposable
{
    /// <summary>How many ranges may have been asked for whose rows were not all read yet.</summary>
    int MostAhead { get; }

    /// <summary>Asks for the rows of a range.</summary>
    /// <param name="range">The range.</param>
    /// <param name="cancellationToken">Stops it.</param>
    ValueTask SendAsync(RowRange range, CancellationToken cancellationToken);

    /// <summary>
    /// Appends whole rows of the oldest range that was asked for, until the buffer has the wanted length, or a chunk shall end here, or the
    /// rows have ended. Waits on the calling thread, which should be one for it.
    /// </summary>
    /// <param name="buffer">Receives the rows.</param>
    /// <param name="length">The length of the buffer from which on nothing more is read.</param>
    /// <param name="digest">Counts and hashes every row.</param>
    /// <param name="cancellationToken">Stops the reading; the server is asked to stop too.</param>
    /// <returns>True where the rows have ended.</returns>
    bool ReadRows(ChunkBuffer buffer, int length, RowDigest digest, CancellationToken cancellationToken);
}

/// <summary>A session that gives the rows of one statement after the other as text, each with its line end.</summary>
internal interface IRowStream : IRangeStream
{
    /// <summary>Sends a statement that gives rows.</summary>
    /// <param name="sql">The statement.</param>
    /// <param name="cancellationToken">Stops it.</param>
    ValueTask SendAsync(string sql, CancellationToken cancellationToken);

    /// <inheritdoc/>
    ValueTask IRangeStream.SendAsync(RowRange range, CancellationToken cancellationToken) => SendAsync(((StatementRange)range).Copy, cancellationToken);
}
