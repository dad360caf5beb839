using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Inspection;
using BackupTools.Engines.PostgreSql.Restoring.Entries;
using BackupTools.Engines.PostgreSql.Restoring.Targets;
using BackupTools.Engines.PostgreSql.Text;
using BackupTools.Engines.PostgreSql.Wire;

namespace BackupTools.Engines.PostgreSql.Restoring.Work;

/// <summary>
/// A new database under a temporary name. Its comment says what it is, so that the leftover of a killed restore can be
/// told from everything else.
/// </summary>
internal sealed class WorkDatabase
{
    private const int LongestName = 63;

    private const string DropSubscriptions =
        """
        DO LANGUAGE plpgsql $$
        DECLARE
            name text;
        BEGIN
            FOR name IN
                SELECT s.subname FROM pg_catalog.pg_subscription s JOIN pg_catalog.pg_database d ON d.oid = s.subdbid
                WHERE d.datname = pg_catalog.current_database()
            LOOP
                EXECUTE pg_catalog.format('ALTER SUBSCRIPTION %I SET (slot_name = NONE)', name);
                EXECUTE pg_catalog.format('DROP SUBSCRIPTION %I', name);
            END LOOP;
        END
        $$
        """;

    /// <summary>How long a server may take to answer that is asked to clean up: nobody can stop that.</summary>
    public static readonly TimeSpan ConnectPatience = TimeSpan.FromSeconds(5);

    private readonly TargetServer _server;

    private IBulkConnection? _holder;

    private WorkDatabase(TargetServer server, string name)
    {
        _server = server;
        Name = name;
    }

    /// <summary>Its present name.</summary>
    public string Name { get; }

    /// <summary>A temporary name: the target's, cut where need be, and a random end.</summary>
    public static string MakeName(string target, string infix) =>
        MakeName(target, infix, Convert.ToHexString(RandomNumberGenerator.GetBytes(4)).ToLowerInvariant());

    /// <summary>A temporary name with the random end of another.</summary>
    public static string MakeName(string target, string infix, string random)
    {
        string end = infix + random;
        return CutName(target, LongestName - end.Length) + end;
    }

    /// <summary>
    /// Creates it, empty, as the archive describes its database. A session holds its lock until <see cref="HandOverAsync"/>.
    /// </summary>
    /// <exception cref="BackupException"><see cref="ErrorCode.CapabilityMissing"/> where the server does not have the locale.</exception>
    public static async Task<WorkDatabase> CreateAsync(TargetServer server, string options, CancellationToken cancellationToken)
    {
        WorkDatabase database = new(server, MakeName(server.Database, WorkMark.Infix));
        IBulkConnection maintenance = await server.OpenMaintenanceAsync(cancellationToken);
        database._holder = maintenance;
        try
        {
            string name = SqlText.Name(database.Name);
            await maintenance.ExecuteAsync(RestoreLock.Take(database.Name), cancellationToken);
            await maintenance.ExecuteAsync(
                string.Create(CultureInfo.InvariantCulture, $"CREATE DATABASE {name} TEMPLATE template0{options} CONNECTION LIMIT = {WorkMark.UnmarkedLimit}"),
                cancellationToken);
            string mark = string.Create(
                CultureInfo.InvariantCulture, $"{WorkMark.Beginning}: {Environment.MachineName}, process {Environment.ProcessId}, begun {DateTime.UtcNow:yyyy-MM-dd HH:mm:ss}Z, {WorkMark.Held}");
            await maintenance.ExecuteAsync(
                $"COMMENT ON DATABASE {name} IS {SqlText.Literal(mark)}; ALTER DATABASE {name} CONNECTION LIMIT = -1", cancellationToken);
            return database;
        }
        catch (Exception e)
        {
            await database.DropAsync();
            if (e is BackupException error && RestoreErrors.IsOfStatement(error))
                throw RestoreErrors.DatabaseNotCreated(server.Database, options, error);
            throw;
        }
    }

    /// <summary>Lets another session hold its lock, which has taken it.</summary>
    public async Task HandOverAsync()
    {
        IBulkConnection? holder = _holder;
        _holder = null;
        if (holder is not null)
            await holder.DisposeAsync();
    }

    /// <summary>Opens a session in another database that holds its lock, so that the sessions in it can end.</summary>
    /// <exception cref="BackupException">Where it cannot be opened.</exception>
    public async Task<IBulkConnection> HoldAsync(CancellationToken cancellationToken)
    {
        IBulkConnection holder = await _server.OpenMaintenanceAsync(cancellationToken);
        try
        {
            await holder.ExecuteAsync(RestoreLock.Take(Name), cancellationToken);
            return holder;
        }
        catch
        {
            await holder.DisposeAsync();
            throw;
        }
    }

    /// <summary>Drops it with whatever is connected to it. Says nothing where that fails: the error that led here counts.</summary>
    public async Task DropAsync()
    {
        await HandOverAsync();
        await DropAsync(_server, Name, isOurs: true);
    }

    /// <summary>Drops a database with whatever is connected to it, and tries for a while where the server is just starting.</summary>
    /// <param name="server">The server.</param>
    /// <param name="name">The database's name.</param>
    /// <param name="isOurs">True where everything in it comes from an archive, so that what stands in the way may go.</param>
    /// <param name="mayEnter">True where a session of this role may be in it for that.</param>
    /// <returns>False where it could not be dropped.</returns>
    public static async Task<bool> DropAsync(TargetServer server, string name, bool isOurs, bool mayEnter = true)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                await using IBulkConnection maintenance = await server.WithConnectTimeout(ConnectPatience).OpenMaintenanceAsync(CancellationToken.None);
                await maintenance.ExecuteAsync("SET client_min_messages = error; SET statement_timeout = 0; SET lock_timeout = 0", CancellationToken.None);
                await maintenance.ExecuteAsync($"DROP DATABASE IF EXISTS {SqlText.Name(name)} WITH (FORCE)", CancellationToken.None);
                return true;
            }
            catch (BackupException e) when (attempt == 1 && isOurs && RestoreErrors.SqlStateOf(e) is not null)
            {
                await ReleaseAsync(server, name, mayEnter);
            }
            catch (BackupException e) when (attempt < 10 && e.InnerException is not TimeoutException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200 * attempt), CancellationToken.None);
            }
            catch (BackupException)
            {
                return false;
            }
        }
    }

    /// <summary>
    /// Takes away what keeps a database from being dropped: that it is a template, and subscriptions, which have never
    /// connected, and whose slots belong to those they were copied from.
    /// </summary>
    private static async Task ReleaseAsync(TargetServer server, string name, bool mayEnter)
    {
        try
        {
            await using (IBulkConnection maintenance = await server.OpenMaintenanceAsync(CancellationToken.None))
                await maintenance.ExecuteAsync($"ALTER DATABASE {SqlText.Name(name)} IS_TEMPLATE false", CancellationToken.None);
            if (!mayEnter)
                return;
            await using IBulkConnection inside = await server.OpenAsync(name, "UTF8", CancellationToken.None);
            await inside.ExecuteAsync(DropSubscriptions, CancellationToken.None);
        }
        catch (BackupException)
        {
            // Whether the database can be dropped is seen when it is tried again.
        }
    }

    private static string CutName(string name, int bytes)
    {
        StringBuilder cut = new();
        int length = 0;
        foreach (Rune rune in name.EnumerateRunes())
        {
            length += rune.Utf8SequenceLength;
            if (length > bytes)
                break;
            cut.Append(rune.ToString());
        }

        return cut.ToString();
    }
}
