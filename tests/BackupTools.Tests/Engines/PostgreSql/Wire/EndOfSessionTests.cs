using System.Text;
using BackupTools.Engines.PostgreSql.Wire;
using BackupTools.Engines.Shared;
using BackupTools.Tests.Servers;

namespace BackupTools.Tests.Engines.PostgreSql.Wire;

/// <summary>However a session ends, the server is left with none of it, and the caller knows why.</summary>
public sealed class EndOfSessionTests
{
    /// <summary>In the list of columns the series streams; in FROM it would be written to the server's disk first.</summary>
    private const string Endless = "COPY (SELECT generate_series(1, 1000000000), repeat('x', 100)) TO STDOUT";

    public static TheoryData<string, int> Clients => new() { { "wire", 15 }, { "wire", 18 }, { "npgsql", 15 } };

    [Theory, MemberData(nameof(Clients))]
    public async Task Disposing_amid_a_copy_stops_the_server(string client, int version)
    {
        PostgresServer server = await PostgresServer.GetAsync(version);
        IBulkConnection connection = await Bulk.OpenAsync(client, Bulk.Settings(server, "postgres"));
        int process = connection.ProcessId;
        await connection.SendCopyOutAsync(Endless, Bulk.Token);
        Assert.False(connection.ReadRows(new ChunkBuffer(), 100_000, new RowDigest(), Bulk.Token));

        await connection.DisposeAsync();

        await Bulk.IsGoneAsync(server, process);
    }

    [Theory, MemberData(nameof(Clients))]
    public async Task Disposing_an_idle_session_ends_it(string client, int version)
    {
        PostgresServer server = await PostgresServer.GetAsync(version);
        IBulkConnection connection = await Bulk.OpenAsync(client, Bulk.Settings(server, "postgres"));
        int process = connection.ProcessId;
        await connection.ExecuteAsync("BEGIN", Bulk.Token);
        Assert.True(await Bulk.IsAliveAsync(server, process));

        await connection.DisposeAsync();
        await connection.DisposeAsync();

        await Bulk.IsGoneAsync(server, process);
    }

    [Theory]
    [InlineData("wire", "read", 15)]
    [InlineData("wire", "wait", 15)]
    [InlineData("wire", "execute", 15)]
    [InlineData("wire", "write", 15)]
    [InlineData("wire", "execute", 18)]
    [InlineData("npgsql", "read", 15)]
    [InlineData("npgsql", "wait", 15)]
    [InlineData("npgsql", "execute", 15)]
    [InlineData("npgsql", "write", 15)]
    public async Task Cancelling_stops_the_server_and_closes_the_connection(string client, string work, int version)
    {
        PostgresServer server = await PostgresServer.GetAsync(version);
        string database = await server.CreateDatabaseAsync();
        await server.PsqlAsync(
            database,
            """
            CREATE TABLE slow (i int);
            CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN PERFORM pg_sleep(600); RETURN NEW; END$$;
            CREATE TRIGGER wait BEFORE INSERT ON slow FOR EACH ROW EXECUTE FUNCTION wait()
            """);
        await using IBulkConnection connection = await Bulk.OpenAsync(client, Bulk.Settings(server, database));
        int process = connection.ProcessId;
        using CancellationTokenSource source = CancellationTokenSource.CreateLinkedTokenSource(Bulk.Token);
        Task running = Task.Run(() => WorkAsync(connection, work, source.Token), Bulk.Token);
        await IsRunningAsync(server, process, running);
        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);

        await Bulk.IsGoneAsync(server, process);
        BackupException error = await Assert.ThrowsAsync<BackupException>(() => connection.ExecuteAsync("SELECT 1", Bulk.Token));
        Assert.Equal(ErrorCode.ConnectionLost, error.Code);
        Assert.Equal("0", await server.PsqlAsync(database, "SELECT count(*) FROM slow"));
    }

    [Theory]
    [InlineData("wire", "read", 15)]
    [InlineData("wire", "wait", 15)]
    [InlineData("wire", "execute", 18)]
    [InlineData("npgsql", "read", 15)]
    [InlineData("npgsql", "execute", 15)]
    public async Task A_session_that_an_administrator_ends_is_lost(string client, string work, int version)
    {
        PostgresServer server = await PostgresServer.GetAsync(version);
        await using IBulkConnection connection = await Bulk.OpenAsync(client, Bulk.Settings(server, "postgres"));
        Task running = Task.Run(() => WorkAsync(connection, work, Bulk.Token), Bulk.Token);
        await IsRunningAsync(server, connection.ProcessId, running);
        await server.PsqlAsync("postgres", $"SELECT pg_terminate_backend({connection.ProcessId}, 10000)");

        BackupException error = await Assert.ThrowsAsync<BackupException>(() => running);

        Assert.Equal(ErrorCode.ConnectionLost, error.Code);
        Assert.True(error.IsTransient);
    }

    [Theory]
    [InlineData("read")]
    [InlineData("wait")]
    public async Task A_session_that_waits_on_the_thread_that_reads_is_stopped_too(string work)
    {
        PostgresServer server = await PostgresServer.GetAsync(15);
        await using IBulkConnection connection = await Bulk.OpenAsync("waiting", Bulk.Settings(server, "postgres"));
        using CancellationTokenSource source = new();
        Task running = Task.Run(() => WorkAsync(connection, work, source.Token), Bulk.Token);
        await IsRunningAsync(server, connection.ProcessId, running);
        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        await Bulk.IsGoneAsync(server, connection.ProcessId);
    }

    [Theory]
    [InlineData("wire")]
    [InlineData("waiting")]
    public async Task A_server_that_dies_amid_the_rows_is_lost(string client)
    {
        await using PostgresServer server = await PostgresServer.StartPrivateAsync(15);
        await using IBulkConnection connection = await Bulk.OpenAsync(client, Bulk.Settings(server, "postgres"));
        Task running = Task.Run(() => WorkAsync(connection, "read", Bulk.Token), Bulk.Token);
        await IsRunningAsync(server, connection.ProcessId, running);
        await server.StopAsync();

        BackupException error = await Assert.ThrowsAsync<BackupException>(() => running);
        Assert.Equal(ErrorCode.ConnectionLost, error.Code);
    }

    private static async Task WorkAsync(IBulkConnection connection, string work, CancellationToken cancellationToken)
    {
        switch (work)
        {
            case "execute":
                await connection.ExecuteAsync("SELECT pg_sleep(600)", cancellationToken);
                break;
            case "write":
                byte[] rows = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("1\n", 5_000_000)));
                await connection.CopyInAsync("COPY public.slow FROM STDIN", rows, cancellationToken);
                break;
            default:
                await connection.SendCopyOutAsync(work == "read" ? Endless : "COPY (SELECT pg_sleep(600)) TO STDOUT", cancellationToken);
                ChunkBuffer buffer = new();
                await Task.Run(
                    () =>
                    {
                        while (!connection.ReadRows(buffer, 1_000_000, new RowDigest(), cancellationToken))
                            buffer.Clear();
                    },
                    CancellationToken.None);
                break;
        }
    }

    /// <summary>Waits until the server is at work for the session.</summary>
    private static Task IsRunningAsync(PostgresServer server, int process, Task work) => server.UntilAsync(
        $"SELECT count(*) > 0 FROM pg_stat_activity WHERE pid = {process} AND state = 'active' AND query ~ 'sleep|series|slow'", work);
}
