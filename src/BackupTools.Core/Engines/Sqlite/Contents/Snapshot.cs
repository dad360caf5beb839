using BackupTools.Engines.Sqlite.Native;

namespace BackupTools.Engines.Sqlite.Contents;

/// <summary>
/// Read transactions on several connections that all see the same moment, and the pages of that moment.
/// </summary>
/// <remarks>
/// With a rollback journal the first connection's SHARED lock keeps every writer from committing, so the others see the
/// same. With a write-ahead log nothing keeps writers away: the log's index is read before the first transaction begins
/// and after the last has, and where both are the same, nothing was committed between.
/// </remarks>
internal sealed class Snapshot : IDisposable
{
    private const int AttemptsBeforeHoldingWriters = 50;

    /// <summary>
    /// Short, because a writer that waits for our first connection's lock keeps our second from getting one: then both
    /// are given up, and taken anew after the writer.
    /// </summary>
    private static readonly TimeSpan LockSlice = TimeSpan.FromMilliseconds(250);

    private readonly SqliteConnection[] _connections;

    private Snapshot(SqliteConnection[] connections) => _connections = connections;

    /// <summary>The connection whose files are read page by page.</summary>
    public SqliteConnection Main => _connections[0];

    /// <summary>The other connections.</summary>
    public IReadOnlyList<SqliteConnection> Readers => _connections[1..];

    /// <summary>When the view was taken, UTC.</summary>
    public DateTime Time { get; private set; }

    /// <summary>The pages.</summary>
    public PageFile Pages { get; private set; } = null!;

    /// <summary>Opens so many more connections beside the main one, and begins on all.</summary>
    public static Snapshot Open(
        SqliteLibrary library, string path, int readers, TimeSpan lockTimeout, CancellationToken cancellationToken)
    {
        var snapshot = new Snapshot(new SqliteConnection[1 + readers]);
        try
        {
            for (int i = 0; i <= readers; i++)
                snapshot._connections[i] = OpenReader(library, path, LockSlice, cancellationToken);
            snapshot.Begin(lockTimeout, cancellationToken);
            return snapshot;
        }
        catch
        {
            snapshot.Dispose();
            throw;
        }
    }

    /// <summary>Opens a connection that changes nothing.</summary>
    /// <remarks>
    /// Where there is no write-ahead log yet, it may write all the same: the library can then roll a crashed writer's
    /// journal back, and removes the empty log and index files that reading a database in WAL mode makes.
    /// </remarks>
    public static SqliteConnection OpenReader(
        SqliteLibrary library, string path, TimeSpan lockTimeout, CancellationToken cancellationToken)
    {
        OpenMode mode = File.Exists(path + "-wal") ? OpenMode.ReadOnly : OpenMode.ReadWrite;
        SqliteConnection connection = SqliteConnection.Open(library, path, mode, lockTimeout, cancellationToken);
        try
        {
            connection.Execute("PRAGMA query_only=ON; PRAGMA trusted_schema=OFF");
            connection.AcceptUnknownCollations();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        foreach (SqliteConnection? connection in _connections)
            connection?.Dispose();
    }

    private void Begin(TimeSpan lockTimeout, CancellationToken cancellationToken)
    {
        long started = Environment.TickCount64;
        for (int attempt = 0; ; attempt++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            bool timeIsUp = Environment.TickCount64 - started >= lockTimeout.TotalMilliseconds;
            try
            {
                if (attempt < AttemptsBeforeHoldingWriters)
                {
                    if (TryBegin())
                        return;
                }
                else if (BeginHoldingWriters())
                {
                    return;
                }

                if (timeIsUp)
                    throw new SqliteException(ResultCode.Busy, "Other connections commit without pause.");
            }
            catch (SqliteException e) when (e.Code is ResultCode.Busy or ResultCode.Locked && !timeIsUp)
            {
                // Taken anew below.
            }

            End();
            cancellationToken.WaitHandle.WaitOne(Math.Min(20, attempt));
        }
    }

    /// <summary>Keeps writers away for the microseconds that beginning takes.</summary>
    private bool BeginHoldingWriters()
    {
        using SqliteConnection holder = SqliteConnection.Open(
            Main.Library, Main.Path, OpenMode.ReadWrite, LockSlice, Main.Cancellation);
        holder.Execute("BEGIN IMMEDIATE");
        return TryBegin();
    }

    private unsafe bool TryBegin()
    {
        // The first read makes the library open the log, if there is one, and its index.
        bool wal = IsWal();
        byte* region = wal ? Main.GetFile(FilePointer.Database).MapWalIndex() : null;
        if (wal && region == null)
            throw new SqliteException(ResultCode.CannotOpen, "The index of the write-ahead log cannot be read");
        WalIndex? before = wal ? WalIndex.TryRead(Main.GetFile(FilePointer.Database), region) : null;
        if (wal && before is null)
            return false;

        foreach (SqliteConnection connection in _connections)
            connection.Execute("BEGIN; SELECT count(*) FROM main.sqlite_master");
        Time = DateTime.UtcNow;
        SqliteFile file = Main.GetFile(FilePointer.Database);
        if (!wal)
        {
            Pages = PageFile.OfDatabase(Main);
            return !IsWal();
        }

        // The order matters: a writer that starts the log over changes the header first and the backfill after it.
        uint backfill = WalIndex.ReadBackfill(file, region);
        if (WalIndex.TryRead(file, region) is not { } after || !after.SameAs(before!.Value) || !IsWal())
            return false;

        // Frames that a checkpoint has copied into the database stay readable there: no checkpoint writes frames that
        // are newer than the oldest reader, and while the log is not copied completely, no writer starts it over under
        // a reader. Once it is, our lock may be the kind that lets it be started over, so the log is left alone.
        Pages = backfill >= after.LastFrame ? PageFile.OfDatabase(Main) : PageFile.OfDatabaseAndLog(Main, after);
        return true;
    }

    private bool IsWal() =>
        string.Equals(ReadJournalMode(), "wal", StringComparison.OrdinalIgnoreCase);

    private string? ReadJournalMode()
    {
        Main.Execute("SELECT count(*) FROM main.sqlite_master");
        return Main.Scalar("PRAGMA main.journal_mode");
    }

    private void End()
    {
        foreach (SqliteConnection connection in _connections)
        {
            // ROLLBACK fails only where no transaction is open, which is as good.
            try
            {
                connection.Execute("ROLLBACK");
            }
            catch (SqliteException)
            {
            }
        }
    }
}
