using BackupTools.Abstractions;
using BackupTools.Engines.MySql.Catalog;
using BackupTools.Engines.MySql.Connections;
using BackupTools.Engines.MySql.Reading.Consistency;
using BackupTools.Engines.MySql.Schema;
using BackupTools.Engines.MySql.Sessions;

namespace BackupTools.Engines.MySql.Reading;

/// <summary>A database as it is at one moment: its tables, and the sessions that see it.</summary>
internal sealed class Snapshot : IAsyncDisposable
{
    private readonly Ladder _ladder;

    private Snapshot(SnapshotSessions sessions, Ladder ladder, IReadOnlyList<StoredTable> tables, DateTime time)
    {
        Sessions = sessions;
        _ladder = ladder;
        Tables = tables;
        Time = time;
    }

    /// <summary>The sessions.</summary>
    public SnapshotSessions Sessions { get; }

    /// <summary>The tables.</summary>
    public IReadOnlyList<StoredTable> Tables { get; }

    /// <summary>The moment, UTC.</summary>
    public DateTime Time { get; }

    /// <summary>How it was chosen.</summary>
    public ConsistencyWay Way => _ladder.Way;

    /// <summary>Where in the binary log it is.</summary>
    public BinlogPosition Position => _ladder.Position;

    /// <summary>What the user should know.</summary>
    public IReadOnlyList<string> Warnings => _ladder.Warnings;

    /// <summary>Opens it.</summary>
    /// <param name="settings">Who, where and how.</param>
    /// <param name="lockTimeout">How long to wait for locks.</param>
    /// <param name="tables">The tables to read.</param>
    /// <param name="readers">How many sessions shall read rows.</param>
    /// <param name="cancellationToken">Stops the opening.</param>
    public static async Task<Snapshot> OpenAsync(
        ServerSettings settings, TimeSpan lockTimeout, IReadOnlyList<StoredTable> tables, int readers, CancellationToken cancellationToken)
    {
        SnapshotSessions sessions = await SnapshotSessions.ConnectAsync(settings, lockTimeout, readers, cancellationToken);
        Ladder ladder = new(settings, lockTimeout, tables);
        try
        {
            await ladder.ClimbAsync(sessions, cancellationToken);
            return new Snapshot(sessions, ladder, tables, DateTime.UtcNow);
        }
        catch
        {
            await ladder.DisposeAsync();
            await sessions.DisposeAsync();
            throw;
        }
    }

    /// <summary>Checks that the view and its locks were held to the end.</summary>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        await Sessions.View.ExecuteAsync("DO 0", cancellationToken, "Holding the view of the database");
        await _ladder.CheckAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Sessions.DisposeAsync();
        await _ladder.DisposeAsync();
    }
}
