using BackupTools.Engines.PostgreSql.Connections;
using BackupTools.Engines.PostgreSql.Text;
using Npgsql;

namespace BackupTools.Engines.PostgreSql.Sessions;

/// <summary>
/// A session that reads system catalogs, inside the transaction of its connection, with <c>search_path</c> empty, so
/// that the server writes every name with its schema.
/// </summary>
internal sealed class CatalogSession(NpgsqlConnection connection)
{
    private readonly RepeatedText _texts = new();

    /// <summary>The connection.</summary>
    public NpgsqlConnection Connection { get; } = connection;

    /// <summary>The server's major version, e.g. 15.</summary>
    public int Version { get; } = connection.PostgreSqlVersion.Major;

    /// <summary>True where there is no encoding (<c>SQL_ASCII</c>), and the driver takes every byte for a character.</summary>
    public bool HasNoEncoding { get; } = connection.PostgresParameters.GetValueOrDefault("client_encoding") == "SQL_ASCII";

    /// <summary>True where what the catalogs say is in Unicode, or mostly.</summary>
    public bool IsUnicode { get; } = ServerEncodings.IsUnicode(connection.PostgresParameters.GetValueOrDefault("server_encoding", "UTF8"));

    /// <summary>Runs a query and returns what the function makes of each row.</summary>
    public async Task<List<T>> QueryAsync<T>(string sql, Func<CatalogRow, T> read, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = Command(sql);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        CatalogRow row = new(reader, _texts, HasNoEncoding);
        List<T> result = [];
        while (await reader.ReadAsync(cancellationToken))
            result.Add(read(row));
        return result;
    }

    /// <summary>Runs statements.</summary>
    public async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = Command(sql);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private NpgsqlCommand Command(string sql) => new(HasNoEncoding ? ByteText.ToLatin1(sql) : sql, Connection) { CommandTimeout = 0 };
}
