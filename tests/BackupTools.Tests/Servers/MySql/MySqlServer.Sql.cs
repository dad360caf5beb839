using System.Globalization;
using MySqlConnector;

namespace BackupTools.Tests.Servers.MySql;

/// <summary>Statements, by the driver.</summary>
internal sealed partial class MySqlServer
{
    private int _databases;

    // Without TLS the driver asks for a key, which MySQL does not give at a socket.
    private string SocketConnectionString => new MySqlConnectionStringBuilder
    {
        Server = Socket, ConnectionProtocol = MySqlConnectionProtocol.UnixSocket, UserID = UserName, Password = Password,
        Pooling = false, SslMode = IsMariaDb ? MySqlSslMode.Preferred : MySqlSslMode.Required,
    }.ConnectionString;

    /// <summary>How the driver connects over TCP, with TLS; none of its sessions is kept for later.</summary>
    public string ConnectionString(string? database = null, string? user = null, string? password = null) => new MySqlConnectionStringBuilder
    {
        Server = Host, Port = (uint)Port, UserID = user ?? UserName, Password = password ?? Password, Database = database ?? "",
        SslMode = MySqlSslMode.VerifyCA, SslCa = CaFile, Pooling = false, AllowUserVariables = true,
    }.ConnectionString;

    /// <summary>How the product connects.</summary>
    public DbConnectionInfo Connection(string? database = null, string? user = null, string? password = null) => new DbConnectionInfo
    {
        Engine = "mysql", Host = Host, Port = Port, Database = database, UserName = user ?? UserName,
    }.WithPassword(new System.Net.NetworkCredential("", password ?? Password).SecurePassword);

    /// <summary>Opens a session; the caller closes it.</summary>
    public async Task<MySqlConnection> OpenAsync(string? database = null, string? user = null, string? password = null)
    {
        MySqlConnection connection = new(ConnectionString(database, user, password));
        try
        {
            await connection.OpenAsync();
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Makes an empty database with a name of its own.</summary>
    /// <param name="namePrefix">What the name begins with.</param>
    /// <param name="options">The rest of the statement, e.g. <c>CHARACTER SET latin1</c>.</param>
    public async Task<string> CreateDatabaseAsync(string? namePrefix = null, string options = "")
    {
        string name = $"{namePrefix ?? "test"}_{Interlocked.Increment(ref _databases)}";
        await ExecuteAsync(null, $"CREATE DATABASE {Quoted(name)} {options}");
        return name;
    }

    /// <summary>Runs statements in one session, each of them a whole text for the server.</summary>
    public async Task ExecuteAsync(string? database, params string[] statements)
    {
        await using MySqlConnection connection = await OpenAsync(database);
        foreach (string statement in statements)
        {
            await using MySqlCommand command = new(statement, connection) { CommandTimeout = 0 };
            await command.ExecuteNonQueryAsync();
        }
    }

    /// <summary>The first value of a statement's first row, as text; null where it is null or there is no row.</summary>
    public async Task<string?> ScalarAsync(string? database, string statement)
    {
        await using MySqlConnection connection = await OpenAsync(database);
        await using MySqlCommand command = new(statement, connection) { CommandTimeout = 0 };
        return await command.ExecuteScalarAsync() switch
        {
            null or DBNull => null,
            byte[] bytes => Convert.ToHexString(bytes),
            var value => Convert.ToString(value, CultureInfo.InvariantCulture),
        };
    }

    /// <summary>What the server itself counts together of each table's rows, by table; null where its kind of table has no such sum.</summary>
    public async Task<IReadOnlyDictionary<string, long?>> ChecksumAsync(string database)
    {
        await using MySqlConnection connection = await OpenAsync(database);
        List<string> tables = [];
        await using (MySqlCommand list = new(
            "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE <> 'VIEW' ORDER BY 1", connection))
        await using (MySqlDataReader names = await list.ExecuteReaderAsync())
        {
            while (await names.ReadAsync())
                tables.Add(names.GetString(0));
        }

        Dictionary<string, long?> sums = [];
        foreach (string table in tables)
        {
            await using MySqlCommand checksum = new($"CHECKSUM TABLE {Quoted(table)} EXTENDED", connection) { CommandTimeout = 0 };
            await using MySqlDataReader answer = await checksum.ExecuteReaderAsync();
            Assert.True(await answer.ReadAsync());
            sums.Add(table, answer.IsDBNull(1) ? null : answer.GetInt64(1));
        }

        return sums;
    }

    /// <summary>A name as it stands in a statement.</summary>
    public static string Quoted(string name) => $"`{name.Replace("`", "``", StringComparison.Ordinal)}`";
}
