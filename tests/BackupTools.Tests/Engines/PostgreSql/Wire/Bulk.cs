using System.IO.Hashing;
using System.Text;
using BackupTools.Engines.PostgreSql.Connections;
using BackupTools.Engines.PostgreSql.Sessions;
using BackupTools.Engines.PostgreSql.Wire;
using BackupTools.Engines.Shared;
using BackupTools.Tests.Servers;
using Npgsql;

namespace BackupTools.Tests.Engines.PostgreSql.Wire;

/// <summary>What the tests of bulk connections share.</summary>
internal static class Bulk
{
    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public static ServerSettings Settings(PostgresServer server, string database, string user = "postgres") =>
        ServerSettings.Resolve(server.Connection(database, user));

    /// <summary>Opens one of the clients, whatever the server asks for.</summary>
    public static async Task<IBulkConnection> OpenAsync(string client, ServerSettings settings) => client switch
    {
        "wire" => await WireConnection.OpenAsync(settings, settings.Addresses[0], Token),
        "waiting" => await WireConnection.OpenAsync(settings, settings.Addresses[0], Token, waits: true),
        _ => await NpgsqlBulkConnection.OpenAsync(settings, settings.Addresses[0], Token),
    };

    /// <summary>Reads the rest of the oldest COPY in pieces.</summary>
    public static async Task<(byte[] Bytes, RowDigest Digest)> ReadAllAsync(this IBulkConnection connection, int piece = 1 << 20)
    {
        using MemoryStream result = new();
        RowDigest digest = new();
        ChunkBuffer buffer = new();
        bool isEnd;
        do
        {
            isEnd = await Task.Run(() => connection.ReadRows(buffer, piece, digest, Token), Token);
            Assert.True(isEnd || buffer.Length >= piece);
            Assert.True(buffer.Length == 0 || buffer.WrittenSpan[^1] == '\n');
            result.Write(buffer.WrittenSpan);
            buffer.Clear();
        }
        while (!isEnd);
        return (result.ToArray(), digest);
    }

    public static async Task<string> ReadTextAsync(this IBulkConnection connection) =>
        Encoding.UTF8.GetString((await connection.ReadAllAsync()).Bytes);

    /// <summary>The rows' own count and sum of hashes, computed the slow way.</summary>
    public static (long Rows, ulong Checksum) Digest(byte[] rows)
    {
        long count = 0;
        ulong sum = 0;
        int start = 0;
        for (int i = 0; i < rows.Length; i++)
        {
            if (rows[i] != '\n')
                continue;
            count++;
            sum = unchecked(sum + XxHash64.HashToUInt64(rows.AsSpan(start, i - start)));
            start = i + 1;
        }

        return (count, sum);
    }

    /// <summary>Whether the server process still exists; asked over a session of its own.</summary>
    public static async Task<bool> IsAliveAsync(PostgresServer server, int processId) =>
        await server.PsqlAsync("postgres", $"SELECT count(*) FROM pg_stat_activity WHERE pid = {processId}") != "0";

    /// <summary>Holds that the server process ends; it may take a moment.</summary>
    public static async Task IsGoneAsync(PostgresServer server, int processId)
    {
        for (int i = 0; await IsAliveAsync(server, processId); i++)
        {
            Assert.True(i < 100, $"The server process {processId} is still there.");
            await Task.Delay(100, Token);
        }
    }
}
