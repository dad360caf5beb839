using System.Globalization;
using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Catalog;
using BackupTools.Engines.PostgreSql.Connections;
using BackupTools.Engines.PostgreSql.Reading.Locks;
using BackupTools.Engines.PostgreSql.Reading.Ranges;
using BackupTools.Engines.PostgreSql.Sessions;
using BackupTools.Engines.PostgreSql.Text;
using Npgsql;

namespace BackupTools.Engines.PostgreSql.Reading;

/// <summary>
/// One consistent view of a database, with every table in it locked against changes of its definition. The locks are
/// taken before the view: so what the catalogs say in the view is what is there, and what the server's own functions
/// say of it, which do not look through the view.
/// </summary>
internal sealed class Snapshot : IAsyncDisposable
{
    private const int Attempts = 20;

    private static readonly TimeSpan SamePatience = TimeSpan.FromSeconds(1);

    private readonly NpgsqlConnection _connection;
    private readonly TimeSpan _lockTimeout;
    private readonly SemaphoreSlim _asking = new(1, 1);
    private string _view = "";

    private Snapshot(NpgsqlConnection connection, ServerSettings settings, TimeSpan lockTimeout)
    {
        _connection = connection;
        _lockTimeout = lockTimeout;
        Settings = settings.At(connection);
        Context = SessionContext.Of(connection);
        Session = new CatalogSession(connection);
    }

    /// <summary>The session that holds the view, inside its transaction.</summary>
    public CatalogSession Session { get; }

    /// <summary>How further sessions reach the very server that has the view.</summary>
    public ServerSettings Settings { get; }

    /// <summary>How the time is limited that a session of this server waits for locks.</summary>
    public LockWatch Locks => new(Settings, _lockTimeout);

    /// <summary>
    /// The same for tables that this session has locked already: whoever is in the way of another session waits for this
    /// one, so that more patience would help nobody.
    /// </summary>
    public LockWatch LocksOfSame => new(Settings, _lockTimeout < SamePatience ? _lockTimeout : SamePatience);

    /// <summary>What other sessions call the view.</summary>
    public string Id { get; private set; } = "";

    /// <summary>The moment of the view, UTC.</summary>
    public DateTime Time { get; private set; }

    /// <summary>The database's name.</summary>
    public string Database => _connection.Database;

    /// <summary>The server's version as it writes it.</summary>
    public string ServerVersion => _connection.PostgreSqlVersion.ToString();

    /// <summary>Who and where, for errors.</summary>
    public SessionContext Context { get; }

    /// <summary>The tables that are locked, partitioned ones among them.</summary>
    public IReadOnlyList<TableName> Tables { get; private set; } = [];

    /// <summary>Opens a view.</summary>
    /// <param name="info">The connection.</param>
    /// <param name="isWanted">Which tables will be read; the others are not locked.</param>
    /// <param name="cancellationToken">Stops the opening.</param>
    public static async Task<Snapshot> OpenAsync(
        DbConnectionInfo info, Func<TableName, bool> isWanted, CancellationToken cancellationToken)
    {
        ServerSettings settings = ServerSettings.Resolve(info);
        Snapshot snapshot = new(await ControlConnection.OpenAsync(settings, cancellationToken), settings, info.LockTimeout);
        try
        {
            await snapshot.GuardAsync(
                $"Opening a consistent view of the database '{snapshot.Database}'",
                () => snapshot.BeginAsync(isWanted, cancellationToken));
            return snapshot;
        }
        catch
        {
            await snapshot.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs an operation of the session; what the driver throws becomes the product's error.</summary>
    /// <param name="what">What is done and on what, without a full stop.</param>
    /// <param name="operation">The operation.</param>
    public async Task<T> GuardAsync<T>(string what, Func<Task<T>> operation)
    {
        await _asking.WaitAsync();
        try
        {
            return await PostgreSqlErrors.GuardAsync(_connection, what, operation, session: Context);
        }
        finally
        {
            _asking.Release();
        }
    }

    /// <summary>Looks at the locked tables that hold rows.</summary>
    public async Task<IReadOnlyList<StoredTable>> DescribeTablesAsync(CancellationToken cancellationToken) =>
        await GuardAsync(
            $"Reading the tables of the database '{Database}'",
            () => TableListing.DescribeAsync(Session, Tables, cancellationToken));

    /// <summary>Finds the large objects; null where there are none.</summary>
    public async Task<LargeObjectRanges?> FindLargeObjectsAsync(CancellationToken cancellationToken)
    {
        LargeObjectRanges found = await GuardAsync(
            $"Listing the large objects of the database '{Database}'", () => LargeObjectRanges.ReadAsync(Session, cancellationToken));
        return found.Count > 0 ? found : null;
    }

    /// <summary>Checks that the view is the one that was opened, and not lost.</summary>
    /// <exception cref="BackupException">Where it is lost.</exception>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        List<string> current = await GuardAsync(
            $"Keeping the consistent view of the database '{Database}'",
            () => Session.QueryAsync("SELECT pg_current_snapshot()::text AS view", row => row.Text("view"), cancellationToken));
        if (current[0] != _view)
        {
            throw new BackupException(
                ErrorCode.DatabaseChanged, $"The consistent view of the database '{Database}' was lost while it was read.",
                "Try again.", Database);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        _asking.Dispose();
    }

    private async Task<bool> BeginAsync(Func<TableName, bool> isWanted, CancellationToken cancellationToken)
    {
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            List<TableName> expected = await ListAsync(isWanted, cancellationToken);
            await Session.ExecuteAsync("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY", cancellationToken);
            if (await TryLockAsync(expected, cancellationToken))
            {
                await TakeViewAsync(cancellationToken);
                Tables = await ListAsync(isWanted, cancellationToken);
                if (Tables.SequenceEqual(expected))
                    return true;
            }

            await Session.ExecuteAsync("ROLLBACK", cancellationToken);
        }

        throw new BackupException(
            ErrorCode.DatabaseChanged,
            $"Tables of the database '{Database}' are created, renamed or dropped so often that none of {Attempts} attempts found them unchanged.",
            "Try again later, or leave the tables that come and go out of the backup.", Database, isTransient: true);
    }

    private async Task<List<TableName>> ListAsync(Func<TableName, bool> isWanted, CancellationToken cancellationToken) =>
        (await TableListing.ReadAsync(Session, cancellationToken)).FindAll(t => isWanted(t));

    /// <summary>Locks the tables; no statement here may take the transaction's view already.</summary>
    private async Task<bool> TryLockAsync(List<TableName> tables, CancellationToken cancellationToken)
    {
        try
        {
            await Locks.RunAsync(
                _connection.ProcessID,
                async stop =>
                {
                    foreach (string statement in TableLocks.Statements(tables.Select(t => SqlText.Name(t.Schema, t.Name))))
                        await Session.ExecuteAsync(statement, stop);
                },
                cancellationToken);
            return true;
        }
        catch (PostgresException e) when (IsGone(e.SqlState))
        {
            return false;
        }
    }

    private async Task TakeViewAsync(CancellationToken cancellationToken)
    {
        List<(string Id, string View, string Time)> taken = await Session.QueryAsync(
            """
            SELECT pg_export_snapshot() AS id, pg_current_snapshot()::text AS view,
                to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US') AS time
            """,
            row => (row.Text("id"), row.Text("view"), row.Text("time")), cancellationToken);
        (Id, _view, string time) = taken[0];
        Time = DateTime.Parse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
    }

    /// <summary>True where a table or its schema is not there any more, or is no table any more.</summary>
    private static bool IsGone(string sqlState) => sqlState is SqlState.UndefinedTable or SqlState.InvalidSchemaName or SqlState.WrongObjectType;
}
