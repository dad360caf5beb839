using BackupTools.Abstractions;

namespace BackupTools.Engines.PostgreSql.Restoring;

/// <summary>
/// The name of a database for a trial restore, which the restore makes and which is dropped with whatever is in it.
/// </summary>
internal sealed class ScratchDatabase : IScratchDatabase
{
    private readonly TargetServer _server;

    private ScratchDatabase(TargetServer server, DbConnectionInfo connection, string? warning)
    {
        Warning = warning;
        _server = server;
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

        DbConnectionInfo scratch = connection with { Database = WorkDatabase.MakeName("", ScratchLeftovers.NewPrefix()) };
        TargetServer server = await TargetServer.FindAsync(scratch, cancellationToken);
        TargetState state = await TargetInspection.RunAsync(server, cancellationToken);
        if (state.ReadOnlyReason is not null || !state.MayCreateDatabases)
        {
            throw new BackupException(
                ErrorCode.TargetNotWritable,
                $"No scratch database can be made on '{connection.Display}': {state.ReadOnlyReason ?? $"the role '{state.User}' may not create databases"}.",
                "Use another server, or a role with CREATEDB.", connection.Display);
        }

        foreach (string leftover in await ScratchLeftovers.FindAsync(server, cancellationToken))
            await WorkDatabase.DropAsync(server, leftover, isOurs: true);
        return new ScratchDatabase(server, scratch, !state.IsSuperuser ? null
            : $"The trial restore runs the backup's functions, views and triggers as '{state.User}', who is a superuser. "
                + "For a backup of uncertain origin use a server that may be lost, or a role that is none.");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await WorkDatabase.DropAsync(_server, _server.Database, isOurs: true);
}
