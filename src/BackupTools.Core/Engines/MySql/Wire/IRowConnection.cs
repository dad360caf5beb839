using BackupTools.Abstractions;
using BackupTools.Engines.Shared;

namespace BackupTools.Engines.MySql.Wire;

/// <summary>
/// A session for statements as bytes, and for rows as text that <c>LOAD DATA</c> reads. Used by one caller at a time;
/// <see cref="IAsyncDisposable.DisposeAsync"/> ends the server's session whatever state it is in.
/// </summary>
internal interface IRowConnection : IRowStream
{
    /// <summary>The session's number on the server.</summary>
    uint ConnectionId { get; }

    /// <summary>Runs one statement, and waits for its end. What it returns is thrown away.</summary>
    /// <param name="sql">The statement.</param>
    /// <param name="cancellationToken">Stops it; the server's session ends.</param>
    /// <exception cref="BackupException">Where it fails; the inner exception has the server's number.</exception>
    Task ExecuteAsync(string sql, CancellationToken cancellationToken);

    /// <summary>The same for a statement in another character set than UTF-8.</summary>
    /// <param name="sql">The statement's bytes.</param>
    /// <param name="title">What it is, for errors.</param>
    /// <param name="cancellationToken">Stops it; the server's session ends.</param>
    Task ExecuteAsync(ReadOnlyMemory<byte> sql, string title, CancellationToken cancellationToken);
}
