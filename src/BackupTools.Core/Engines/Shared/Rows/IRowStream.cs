namespace BackupTools.Engines.Shared;

/// <summary>A session that gives the rows of one statement after the other as text.</summary>
internal interface IRowStream : IAsyncDisposable
{
    /// <summary>How many statements may have been sent whose rows were not all read yet.</summary>
    int MostAhead { get; }

    /// <summary>Sends a statement that gives rows.</summary>
    /// <param name="sql">The statement.</param>
    /// <param name="cancellationToken">Stops it.</param>
    ValueTask SendAsync(string sql, CancellationToken cancellationToken);

    /// <summary>
    /// Appends whole rows, each with its line end, of the oldest statement that was sent, until the buffer has the wanted
    /// length or the rows have ended. Waits on the calling thread, which should be one for it.
    /// </summary>
    /// <param name="buffer">Receives the rows.</param>
    /// <param name="length">The length of the buffer from which on nothing more is read.</param>
    /// <param name="digest">Counts and hashes every row.</param>
    /// <param name="cancellationToken">Stops the reading; the server is asked to stop too.</param>
    /// <returns>True where the rows have ended.</returns>
    bool ReadRows(ChunkBuffer buffer, int length, RowDigest digest, CancellationToken cancellationToken);
}
