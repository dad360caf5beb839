using System.Text;
using BackupTools.Engines.MySql.Connections;
using BackupTools.Engines.MySql.Wire;
using BackupTools.Engines.Shared;
using BackupTools.Tests.Fakes;
using BackupTools.Tests.Servers.MySql;

namespace BackupTools.Tests.Engines.MySql.Wire;

/// <summary>What the tests of the engine's own client share.</summary>
internal static class MySqlWire
{
    public static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>How to connect, with nothing from this machine's own files.</summary>
    public static ServerSettings Settings(
        MySqlServer server, string? user = null, string? password = null, string? database = null, bool isSocket = false, params (string Name, string Value)[] options)
    {
        DbConnectionInfo info = server.Connection(database, user, password) with { Options = options.ToDictionary(o => o.Name, o => o.Value) };
        return SettingsResolver.Resolve(isSocket ? info with { Host = server.Socket, Port = null } : info, new FakeSystem());
    }

    /// <summary>Whom the server takes the session for, and whether it is encrypted.</summary>
    public static async Task<(string User, bool IsEncrypted)> WhoAsync(ServerSettings settings)
    {
        await using WireConnection connection = await WireConnection.OpenAsync(settings, Token);
        string user = (await connection.ReadAsync("SELECT SUBSTRING_INDEX(CURRENT_USER(), '@', 1)")).TrimEnd('\n');
        return (user, (await connection.ReadAsync("SHOW STATUS LIKE 'Ssl_cipher'")).TrimEnd('\n') != "Ssl_cipher\t");
    }

    public static async Task<BackupException> FailsAsync(ServerSettings settings) => await Assert.ThrowsAsync<BackupException>(
        async () => await (await WireConnection.OpenAsync(settings, Token)).DisposeAsync());

    public static async Task<string> ReadAsync(this WireConnection connection, string sql) => Encoding.UTF8.GetString((await connection.ReadBytesAsync(sql)).Bytes);

    public static async Task<(byte[] Bytes, RowDigest Digest)> ReadBytesAsync(this WireConnection connection, string sql)
    {
        await connection.SendAsync(sql, Token);
        ChunkBuffer buffer = new();
        RowDigest digest = new();
        Assert.True(await Task.Run(() => connection.ReadRows(buffer, int.MaxValue, digest, Token), Token));
        return (buffer.WrittenSpan.ToArray(), digest);
    }

    /// <summary>Holds that the server's session ends within a time.</summary>
    public static async Task IsGoneAsync(MySqlServer server, uint id, TimeSpan limit)
    {
        long begin = TimeProvider.System.GetTimestamp();
        while (await server.ScalarAsync(null, $"SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE ID = {id}") != "0")
        {
            Assert.True(TimeProvider.System.GetElapsedTime(begin) < limit, $"The session {id} is still there.");
            await Task.Delay(20, Token);
        }
    }
}
