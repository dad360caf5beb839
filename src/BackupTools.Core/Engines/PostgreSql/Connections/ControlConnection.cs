using BackupTools.Abstractions;
using Npgsql;

namespace BackupTools.Engines.PostgreSql.Connections;

/// <summary>Opens connections for everything but the bulk data.</summary>
internal static class ControlConnection
{
    /// <summary>Opens a connection, unpooled, with the settings that fix how values are written.</summary>
    /// <exception cref="BackupException">Where it cannot be opened.</exception>
    public static async Task<NpgsqlConnection> OpenAsync(DbConnectionInfo info, CancellationToken cancellationToken)
    {
        NpgsqlConnectionStringBuilder text = new()
        {
            Host = info.Host,
            Port = info.Port ?? 5432,
            Username = info.UserName,
            Database = info.Database,
            Password = info.Password is null ? null : new System.Net.NetworkCredential("", info.Password).Password,
            Pooling = false,
        };
        NpgsqlConnection connection = new(text.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        return connection;
    }
}
