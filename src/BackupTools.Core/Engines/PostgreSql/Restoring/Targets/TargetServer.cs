using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Connections;
using BackupTools.Engines.PostgreSql.Reading.Locks;
using BackupTools.Engines.PostgreSql.Sessions;
using BackupTools.Engines.PostgreSql.Wire;
using Npgsql;

namespace BackupTools.Engines.PostgreSql.Restoring.Targets;

/// <summary>The one server that a restore goes to, and the target's name on it.</summary>
internal sealed class TargetServer
{
    private readonly ServerSettings _settings;

    private TargetServer(ServerSettings settings, string database)
    {
        _settings = settings;
        Database = database;
    }

    /// <summary>The target's name.</summary>
    public string Database { get; }

    /// <summary>Finds the server: the first that answers, where the connection names several.</summary>
    public static async Task<TargetServer> FindAsync(DbConnectionInfo connection, CancellationToken cancellationToken)
    {
        ServerSettings settings = ServerSettings.Resolve(connection);
        TargetServer any = new(settings, settings.Database);
        await using NpgsqlConnection control = await any.OpenMaintenanceControlAsync(cancellationToken);
        return new TargetServer(settings.At(control), settings.Database);
    }

    /// <summary>The same server, which has at most this time to let a session in.</summary>
    public TargetServer WithConnectTimeout(TimeSpan most) =>
        _settings.ConnectTimeout <= most ? this : new TargetServer(_settings with { ConnectTimeout = most }, Database);

    /// <summary>The connection to the very server that was found, where it names several.</summary>
    public DbConnectionInfo Pin(DbConnectionInfo connection) =>
        connection with { Host = _settings.Addresses[0].Host, Port = _settings.Addresses[0].Port };

    /// <summary>The settings of a session in a database of the server.</summary>
    public ServerSettings SettingsOf(string database) => _settings with { Database = database };

    /// <summary>Limits the time that a session in a database waits for locks.</summary>
    public LockWatch Locks(string database, TimeSpan limit) => new(_settings with { Database = database }, limit);

    /// <summary>Opens a connection for questions to a database.</summary>
    public Task<NpgsqlConnection> OpenControlAsync(string database, CancellationToken cancellationToken) =>
        ControlConnection.OpenAsync(_settings with { Database = database }, cancellationToken);

    /// <summary>Opens a session for statements and rows in a database.</summary>
    /// <param name="database">The database.</param>
    /// <param name="encoding">The encoding of the statements and rows.</param>
    /// <param name="cancellationToken">Stops the opening.</param>
    public Task<IBulkConnection> OpenAsync(string database, string encoding, CancellationToken cancellationToken) =>
        BulkConnections.OpenAsync(_settings with { Database = database }, cancellationToken, encoding);

    /// <summary>Opens a connection for questions to a database that is there whatever becomes of the target.</summary>
    public Task<NpgsqlConnection> OpenMaintenanceControlAsync(CancellationToken cancellationToken) =>
        MaintenanceDatabases.TryAsync(database => OpenControlAsync(database, cancellationToken), except: Database);

    /// <summary>Opens a session for statements in a database that is there whatever becomes of the target.</summary>
    public Task<IBulkConnection> OpenMaintenanceAsync(CancellationToken cancellationToken) =>
        MaintenanceDatabases.TryAsync(database => OpenAsync(database, "UTF8", cancellationToken), except: Database);
}
