using BackupTools.Abstractions;
using BackupTools.Engines.MySql.Connections;
using BackupTools.Engines.MySql.Restoring.Work;

namespace BackupTools.Engines.MySql.Restoring;

/// <summary>The name of a database for a trial restore, which the restore makes and which is dropped with whatever is in it.</summary>
internal sealed class ScratchDatabase : IScratchDatabase
{
    private readonly WorkDatabase _held;

    private ScratchDatabase(WorkDatabase held, DbConnectionInfo connection)
    {
        _held = held;
        Connection = connection;
    }

    /// <inheritdoc/>
    public DbConnectionInfo Connection { get; }

    /// <summary>Chooses a name, and holds it.</summary>
    public static async Task<IScratchDatabase> CreateAsync(DbConnectionInfo? connection, CancellationToken cancellationToken)
    {
        if (connection is null)
        {
            throw new BackupException(
                ErrorCode.InvalidArgument, "A trial restore of a MySQL backup needs a server.",
                $"Name one with {Setting.Connection}; a scratch database is made there and dropped again.");
        }

        ServerSettings settings = SettingsResolver.Resolve(connection) with { Database = null };
        string name = WorkDatabase.NewTrialName();
        return new ScratchDatabase(
            await WorkDatabase.HoldAsync(settings, connection.LockTimeout, name, null, cancellationToken), connection with { Database = name });
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _held.DisposeAsync();
}
