using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Catalog;
using BackupTools.Engines.PostgreSql.Connections;
using BackupTools.Engines.PostgreSql.Inspection;
using BackupTools.Engines.PostgreSql.Wire;
using Npgsql;

namespace BackupTools.Engines.PostgreSql.Restoring;

/// <summary>
/// The name of a database for a trial restore, which the restore makes and which is dropped with whatever is in it.
/// </summary>
internal sealed class ScratchDatabase : IScratchDatabase
{
    /// <summary>From how many free connections on one of them is spent on a sign of life.</summary>
    private const int ManyConnections = 10;

    private readonly TargetServer _server;
    private readonly IBulkConnection? _holder;

    private ScratchDatabase(TargetServer server, DbConnectionInfo connection, IBulkConnection? holder, string? warning)
    {
        Warning = warning;
        _server = server;
        _holder = holder;
        Connection = connection;
    }

    /// <inheritdoc/>
    public DbConnectionInfo Connection { get; }

    /// <inheritdoc/>
    public string? Warning { get; }

    /// <summary>Chooses a name that no database has, on a server where databases may be made.</summary>
    public static async Task<IScratchDatabase> CreateAsync(DbConnectionInfo? connection, CancellationToken cancellationToken)
    {
        if (connection is null)
        {
            throw new BackupException(
                ErrorCode.InvalidArgument, "A trial restore of a PostgreSQL backup needs a server.",
                "Name one with -Connection; a scratch database is made there and dropped again.");
        }

        DbConnectionInfo scratch = connection with { Database = WorkDatabase.MakeName("", ScratchLeftovers.NewPrefix(isHeld: false)) };
        TargetServer server = await TargetServer.FindAsync(scratch, cancellationToken);
        TargetState state = await TargetInspection.RunAsync(server, cancellationToken);
        if (state.ReadOnlyReason is not null || !state.MayCreateDatabases)
        {
            throw new BackupException(
                ErrorCode.TargetNotWritable,
                $"No scratch database can be made on '{connection.Display}': {state.ReadOnlyReason ?? $"the role '{state.User}' may not create databases"}.",
                "Use another server, or a role with CREATEDB.", connection.Display);
        }

        (IReadOnlyList<string> leftovers, bool isHeld) = await LookAsync(server, cancellationToken);
        foreach (string leftover in leftovers)
            await WorkDatabase.DropAsync(server, leftover, isOurs: true);
        string? warning = !state.IsSuperuser ? null
            : $"The trial restore runs the backup's functions, views and triggers as '{state.User}', who is a superuser. "
                + "For a backup of uncertain origin use a server that may be lost, or a role that is none.";
        if (!isHeld)
            return new ScratchDatabase(server, scratch, holder: null, warning);

        scratch = connection with { Database = WorkDatabase.MakeName("", ScratchLeftovers.NewPrefix(isHeld: true)) };
        server = await TargetServer.FindAsync(scratch, cancellationToken);
        IBulkConnection holder = await server.OpenMaintenanceAsync(cancellationToken);
        try
        {
            await holder.ExecuteAsync(RestoreLock.Take(scratch.Database!), cancellationToken);
            return new ScratchDatabase(server, scratch, holder, warning);
        }
        catch
        {
            await holder.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await WorkDatabase.DropAsync(_server, _server.Database, isOurs: true);
        if (_holder is not null)
            await _holder.DisposeAsync();
    }

    /// <summary>What earlier trials have left, and whether there are connections enough to hold a lock by one.</summary>
    private static async Task<(IReadOnlyList<string> Leftovers, bool HasManyConnections)> LookAsync(
        TargetServer server, CancellationToken cancellationToken)
    {
        await using NpgsqlConnection control = await server.OpenMaintenanceControlAsync(cancellationToken);
        return await PostgreSqlErrors.GuardAsync(
            control,
            "Looking for what earlier trial restores have left",
            async () =>
            {
                CatalogSession session = new(control);
                SessionFacts facts = await SessionFacts.ReadAsync(session, cancellationToken);
                return (await ScratchLeftovers.FindAsync(session, cancellationToken), facts.FreeConnections >= ManyConnections);
            });
    }
}
