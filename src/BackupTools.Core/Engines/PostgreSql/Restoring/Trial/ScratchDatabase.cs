using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Connections;
using BackupTools.Engines.PostgreSql.Inspection;
using BackupTools.Engines.PostgreSql.Restoring.Entries;
using BackupTools.Engines.PostgreSql.Restoring.Targets;
using BackupTools.Engines.PostgreSql.Restoring.Work;
using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Engines.PostgreSql.Sessions;
using BackupTools.Engines.PostgreSql.Wire;
using Npgsql;

namespace BackupTools.Engines.PostgreSql.Restoring.Trial;

/// <summary>
/// The name of a database for a trial restore, which the restore makes and which is dropped with whatever is in it.
/// </summary>
internal sealed class ScratchDatabase : IScratchDatabase
{
    /// <summary>From how many free connections on one of them is spent on a sign of life.</summary>
    private const int ManyConnections = 10;

    private readonly TargetServer _server;
    private readonly IBulkConnection? _holder;
    private TrialRole? _role;

    private ScratchDatabase(TargetServer server, DbConnectionInfo connection, IBulkConnection? holder)
    {
        _server = server;
        _holder = holder;
        Connection = connection;
    }

    /// <inheritdoc/>
    public DbConnectionInfo Connection { get; }

    /// <inheritdoc/>
    public string? Warning { get; private set; }

    /// <summary>Chooses a name that no database has, on a server where databases may be made.</summary>
    public static async Task<IScratchDatabase> CreateAsync(DbConnectionInfo? connection, CancellationToken cancellationToken)
    {
        if (connection is null)
        {
            throw new BackupException(
                ErrorCode.InvalidArgument, "A trial restore of a PostgreSQL backup needs a server.",
                $"Name one with {Setting.Connection}; a scratch database is made there and dropped again.");
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

        (IReadOnlyList<string> leftovers, IReadOnlyList<string> roles, bool isHeld) = await LookAsync(server, cancellationToken);
        foreach (string leftover in state.Leftovers.Where(l => l.IsDroppable).Select(l => l.Name).Concat(leftovers))
            await WorkDatabase.DropAsync(server, leftover, isOurs: true);
        foreach (string role in state.IsSuperuser ? roles : [])
            await TrialRole.DropAsync(server, role);
        if (!isHeld)
            return new ScratchDatabase(server, scratch, holder: null);

        scratch = connection with { Database = WorkDatabase.MakeName("", ScratchLeftovers.NewPrefix(isHeld: true)) };
        server = await TargetServer.FindAsync(scratch, cancellationToken);
        IBulkConnection holder = await server.OpenMaintenanceAsync(cancellationToken);
        try
        {
            await holder.ExecuteAsync(RestoreLock.Take(scratch.Database!), cancellationToken);
            return new ScratchDatabase(server, scratch, holder);
        }
        catch
        {
            await holder.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Makes a role without superuser for the trial, where the connection's role is one, the server lets another in, and the archive
    /// needs no superuser for what its rows need.
    /// </summary>
    /// <param name="entries">All entries of the archive.</param>
    /// <param name="state">The server.</param>
    /// <param name="allowSuperuser">True where a superuser may run everything.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>What a superuser does for that role; null where the connection's own role restores.</returns>
    public async Task<TrialGround?> LayDownRightsAsync(
        IReadOnlyList<SchemaEntry> entries, TargetState state, bool allowSuperuser, CancellationToken cancellationToken)
    {
        if (!state.IsSuperuser)
            return null;
        IReadOnlyList<string> needs = TrialNeeds.Find(entries);
        string why = allowSuperuser ? "as was allowed" : needs.Count > 0 ? $"because only a superuser can make what it has: {RestoreErrors.Few(needs)}" : "";
        if (why.Length == 0)
        {
            (_role, string? refused) = await TrialRole.TryCreateAsync(_server, Connection, cancellationToken);
            if (_role is not null)
            {
                TrialEntries lowered = new(entries);
                Warning = Describe(lowered, state.User);
                WorkLog.Verbose($"The trial restore runs as '{_role.Name}', a role without superuser that was made for it.");
                return new TrialGround(_server, _role, lowered);
            }

            why = $"because {refused}";
        }

        Warning = $"The trial restore ran the backup's functions, views and triggers as '{state.User}', who is a superuser, {why}. "
            + "For a backup of uncertain origin use a server that may be lost, or a role that is none.";
        return null;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_role is not null)
            await _role.DropAsync();
        else
            await WorkDatabase.DropAsync(_server, _server.Database, isOurs: true);
        if (_holder is not null)
            await _holder.DisposeAsync();
    }

    private static string? Describe(TrialEntries lowered, string user)
    {
        string byUser = lowered.Extensions.Count == 0 ? ""
            : $" The superuser '{user}' created the extensions beforehand: {RestoreErrors.Few([.. lowered.Extensions.Select(e => e.Name)])}.";
        string leftOut = lowered.LeftOut.Length == 0 ? "" : $" It could not try: {lowered.LeftOut}. With {Setting.AllowSuperuser} everything is tried, by '{user}'.";
        return byUser.Length + leftOut.Length == 0 ? null : $"The trial restore ran as a role without superuser that was made for it.{byUser}{leftOut}";
    }

    /// <summary>What earlier trials have left, and whether there are connections enough to hold a lock by one.</summary>
    private static async Task<(IReadOnlyList<string> Leftovers, IReadOnlyList<string> Roles, bool HasManyConnections)> LookAsync(
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
                return (await ScratchLeftovers.FindAsync(session, cancellationToken), await ScratchLeftovers.FindRolesAsync(session, cancellationToken), facts.FreeConnections >= ManyConnections);
            });
    }
}
