using BackupTools.Abstractions;
using BackupTools.Engines.MySql.Catalog;
using BackupTools.Engines.MySql.Connections;
using BackupTools.Engines.MySql.Sessions;
using BackupTools.Engines.MySql.Text;

namespace BackupTools.Engines.MySql.Reading.Consistency;

/// <summary>
/// Makes all sessions see the same moment, in the first way that the server and the user's grants allow. Then nobody changes the
/// definition of a table that is read: the server is asked to hold that up, or else each table is touched in the view.
/// </summary>
internal sealed class Ladder(ServerSettings settings, TimeSpan lockTimeout, IReadOnlyList<StoredTable> tables) : IAsyncDisposable
{
    private const int Attempts = 10;

    /// <summary>They hold locks for as long as the backup lasts.</summary>
    private readonly List<ControlSession> _holders = [];

    /// <summary>How the moment was chosen.</summary>
    public ConsistencyWay Way { get; private set; }

    /// <summary>Where in the binary log the moment is.</summary>
    public BinlogPosition Position { get; private set; } = new(null, null, null);

    /// <summary>What the user should know.</summary>
    public List<string> Warnings { get; } = [];

    private IEnumerable<StoredTable> Outside => tables.Where(t => t is { HoldsRows: true, IsTransactional: false });

    /// <summary>Chooses the moment.</summary>
    public async Task ClimbAsync(SnapshotSessions sessions, CancellationToken cancellationToken)
    {
        ControlSession control = await HoldAsync(cancellationToken);
        if (await TryGlobalAsync(control, sessions, cancellationToken))
            Way = ConsistencyWay.GlobalReadLock;
        else if (await TryTablesAsync(control, sessions, cancellationToken))
            Way = ConsistencyWay.TableLocks;
        else
            await CompareAsync(control, sessions, cancellationToken);
        if (!await TryBackupLockAsync(control, cancellationToken))
            await TouchAsync(sessions.View, cancellationToken);
        await LockOutsideAsync(cancellationToken);
        if (Way is ConsistencyWay.GlobalReadLock or ConsistencyWay.TableLocks)
            await control.ExecuteAsync("UNLOCK TABLES", cancellationToken);
        WorkLog.Verbose($"The moment of the backup was chosen with {Way}.");
    }

    /// <summary>Checks that the locks are still held.</summary>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        foreach (ControlSession holder in _holders)
            await holder.ExecuteAsync("DO 0", cancellationToken, "Holding the locks of the backup");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (ControlSession holder in _holders)
            await holder.DisposeAsync();
    }

    private async Task<ControlSession> HoldAsync(CancellationToken cancellationToken)
    {
        ControlSession holder = await ControlSession.OpenAsync(settings, lockTimeout, cancellationToken);
        _holders.Add(holder);
        return holder;
    }

    private async Task<bool> TryGlobalAsync(ControlSession control, SnapshotSessions sessions, CancellationToken cancellationToken)
    {
        // A long statement would else hold up everybody who waits for the lock after it.
        if (!await Denied.TryAsync(() => control.ExecuteAsync("FLUSH NO_WRITE_TO_BINLOG TABLES", cancellationToken))
            || !await Denied.TryAsync(() => LockedAsync(control, () => control.ExecuteAsync("FLUSH TABLES WITH READ LOCK", cancellationToken))))
        {
            return false;
        }

        await sessions.BeginAsync(cancellationToken);
        Position = await BinlogPosition.ReadAsync(control, cancellationToken);
        return true;
    }

    private async Task<bool> TryTablesAsync(ControlSession control, SnapshotSessions sessions, CancellationToken cancellationToken)
    {
        if (tables.Count == 0)
            return false;
        string list = string.Join(", ", tables.Select(t => $"{SqlText.Name(t.Name)} READ"));
        if (!await Denied.TryAsync(() => LockedAsync(control, () => control.ExecuteAsync($"LOCK TABLES {list}", cancellationToken))))
            return false;
        await sessions.BeginAsync(cancellationToken);
        Position = await BinlogPosition.ReadAsync(control, cancellationToken);
        return true;
    }

    private async Task CompareAsync(ControlSession control, SnapshotSessions sessions, CancellationToken cancellationToken)
    {
        for (int attempt = 0; attempt < Attempts && sessions.Readers.Count > 0; attempt++)
        {
            BinlogPosition before = await BinlogPosition.ReadAsync(control, cancellationToken);
            if (!before.IsKnown)
                break;
            await sessions.BeginAsync(cancellationToken);
            Position = await BinlogPosition.ReadAsync(control, cancellationToken);
            if (Position == before)
            {
                Way = ConsistencyWay.PositionCompared;
                return;
            }

            await sessions.RollbackAsync(cancellationToken);
        }

        await sessions.KeepOneReaderAsync();
        await sessions.BeginAsync(cancellationToken);
        Way = ConsistencyWay.OneSession;
        Position = new BinlogPosition(null, null, null);
        Warnings.Add(
            $"The database is read by one session: the user '{settings.UserName}' may lock no tables and does not see the binary log, or somebody writes all the time. RELOAD, or LOCK TABLES on the database, would make it parallel.");
    }

    private static async Task<bool> TryBackupLockAsync(ControlSession control, CancellationToken cancellationToken) =>
        control.Version.IsMySqlFrom(8, 0) && await Denied.TryAsync(() => control.ExecuteAsync("LOCK INSTANCE FOR BACKUP", cancellationToken));

    /// <summary>A transaction that has looked at a table keeps its definition as it is.</summary>
    private async Task TouchAsync(ControlSession view, CancellationToken cancellationToken)
    {
        foreach (StoredTable table in tables.Where(t => t.HoldsRows))
            await view.ExecuteAsync($"SELECT 1 FROM {SqlText.Name(table.Name)} LIMIT 0", cancellationToken);
    }

    /// <summary>Tables that no transaction sees one moment of stay locked against writes until they have been read.</summary>
    private async Task LockOutsideAsync(CancellationToken cancellationToken)
    {
        string[] names = [.. Outside.Select(t => t.Name)];
        if (names.Length == 0)
            return;
        ControlSession holder = await HoldAsync(cancellationToken);
        string list = string.Join(", ", names.Select(n => $"{SqlText.Name(n)} READ"));
        string shown = string.Join(", ", names.Take(20)) + (names.Length > 20 ? $" and {names.Length - 20} more" : "");
        if (Way is ConsistencyWay.GlobalReadLock or ConsistencyWay.TableLocks
            && await Denied.TryAsync(() => LockedAsync(holder, () => holder.ExecuteAsync($"LOCK TABLES {list}", cancellationToken))))
        {
            Warnings.Add($"While the backup ran, nobody could write to tables whose engine has no transactions: {shown}.");
            return;
        }

        Warnings.Add($"Tables whose engine has no transactions may be of a later moment than the rest, because they could not be locked: {shown}.");
    }

    /// <summary>Waits for a lock, and says who holds it where that takes too long.</summary>
    private static async Task LockedAsync(ControlSession control, Func<Task> attempt)
    {
        try
        {
            await attempt();
        }
        catch (BackupException e) when (e.Code == ErrorCode.DatabaseLocked)
        {
            List<string> busy = await control.QueryAsync(
                """
                SELECT CONCAT('session ', ID, ' of ', USER, ', ', TIME, ' s, ', LEFT(COALESCE(INFO, COMMAND), 80)) FROM information_schema.PROCESSLIST
                WHERE ID <> CONNECTION_ID() AND COMMAND NOT IN ('Daemon', 'Binlog Dump', 'Binlog Dump GTID') AND (COMMAND <> 'Sleep' OR TIME > 5)
                ORDER BY TIME DESC LIMIT 3
                """,
                row => row.TextOrEmpty(0), CancellationToken.None);
            throw busy.Count == 0 ? e : new BackupException(
                ErrorCode.DatabaseLocked, $"{e.What} Others are at work: {ShownText.Clean(string.Join("; ", busy))}.", "Wait for them, or end them.", e.Target, e.InnerException, isTransient: true);
        }
    }
}
