using BackupTools.Engines.PostgreSql.Connections;
using BackupTools.Engines.PostgreSql.Sessions;
using BackupTools.Engines.PostgreSql.Wire;
using BackupTools.Tests.Engines.PostgreSql.Wire;
using BackupTools.Tests.Servers;
using Npgsql;

namespace BackupTools.Tests.Engines.PostgreSql.Connections;

/// <summary>The driver's connections, against real servers.</summary>
public sealed class ControlConnectionTests
{
    [Theory, InlineData(15), InlineData(18)]
    public async Task A_session_writes_values_in_one_way_whatever_the_role_is_set_to(int version)
    {
        PostgresServer server = await PostgresServer.GetAsync(version);
        string database = await server.CreateDatabaseAsync();
        await server.PsqlAsync(
            database,
            $"""
            ALTER DATABASE "{database}" SET DateStyle = 'German'; ALTER DATABASE "{database}" SET TimeZone = 'Asia/Tokyo';
            ALTER DATABASE "{database}" SET IntervalStyle = 'iso_8601'; ALTER DATABASE "{database}" SET bytea_output = 'escape';
            ALTER DATABASE "{database}" SET extra_float_digits = -10; ALTER DATABASE "{database}" SET statement_timeout = '1h';
            ALTER DATABASE "{database}" SET row_security = on; ALTER DATABASE "{database}" SET quote_all_identifiers = on;
            """);
        await using NpgsqlConnection connection = await ControlConnection.OpenAsync(server.Connection(database), Bulk.Token);

        string settings = await ScalarAsync(
            connection,
            """
            SELECT string_agg(current_setting(s), ' ') FROM unnest('{DateStyle,TimeZone,IntervalStyle,bytea_output,
            extra_float_digits,statement_timeout,lock_timeout,idle_in_transaction_session_timeout,row_security,
            quote_all_identifiers,synchronize_seqscans,search_path,client_encoding,application_name}'::text[]) s
            """);

        Assert.Equal("ISO, DMY UTC postgres hex 3 0 0 0 off off off \"\" UTF8 BackupTools", settings);
    }

    [Fact]
    public async Task The_first_server_that_answers_is_taken_and_bulk_data_comes_from_it()
    {
        PostgresServer server = await PostgresServer.GetAsync(15);
        ServerSettings settings = ServerSettings.Resolve(
            server.Connection("postgres") with { Host = $"127.0.0.1:1,127.0.0.1:{server.Port}", Port = null });
        await using NpgsqlConnection control = await ControlConnection.OpenAsync(settings, Bulk.Token);
        await using IBulkConnection bulk = await BulkConnections.OpenAsync(settings.At(control), Bulk.Token);

        await bulk.SendCopyOutAsync("COPY (SELECT pg_catalog.inet_server_port()) TO STDOUT", Bulk.Token);
        Assert.Equal($"{server.Port}\n", await bulk.ReadTextAsync());
        Assert.IsType<WireConnection>(bulk);
    }

    [Theory]
    [InlineData("any", "on", true)]
    [InlineData("read-write", "on", false)]
    [InlineData("read-write", "off", true)]
    [InlineData("read-only", "on", true)]
    [InlineData("read-only", "off", false)]
    [InlineData("primary", "off", true)]
    [InlineData("standby", "off", false)]
    [InlineData("prefer-standby", "off", true)]
    public async Task The_kind_of_server_can_be_chosen(string wish, string readOnly, bool expected)
    {
        PostgresServer server = await PostgresServer.GetAsync(15);
        DbConnectionInfo info = server.Connection("postgres") with
        {
            Options = new Dictionary<string, string>
            {
                ["target_session_attrs"] = wish, ["options"] = $"-c default_transaction_read_only={readOnly}",
            },
        };
        if (expected)
        {
            await (await ControlConnection.OpenAsync(info, Bulk.Token)).DisposeAsync();
            return;
        }

        BackupException error = await Assert.ThrowsAsync<BackupException>(() => ControlConnection.OpenAsync(info, Bulk.Token));
        Assert.Equal(ErrorCode.ServerUnreachable, error.Code);
        Assert.Contains(wish, error.Message, StringComparison.Ordinal);
    }

    [Theory, InlineData("control"), InlineData("wire")]
    public async Task A_server_that_does_not_listen_is_unreachable(string client) => await FailsAsync(
        client, new() { Engine = "postgresql", Host = "127.0.0.1", Port = 1, UserName = "u" }, ErrorCode.ServerUnreachable, "127.0.0.1:1");

    [Theory, InlineData("control"), InlineData("wire")]
    public async Task A_host_that_does_not_exist_is_unreachable(string client) => await FailsAsync(
        client, new() { Engine = "postgresql", Host = "no-such-host.invalid", UserName = "u" }, ErrorCode.ServerUnreachable, "no-such-host.invalid:5432");

    [Theory, InlineData("control"), InlineData("wire")]
    public async Task A_socket_folder_without_a_socket_is_unreachable(string client) => await FailsAsync(
        client, new() { Engine = "postgresql", Host = "/nowhere", UserName = "u" }, ErrorCode.ServerUnreachable, "/nowhere/.s.PGSQL.5432");

    [Theory, InlineData("control"), InlineData("wire")]
    public async Task A_database_that_does_not_exist_is_named(string client)
    {
        PostgresServer server = await PostgresServer.GetAsync(15);
        await FailsAsync(client, server.Connection("No such"), ErrorCode.DatabaseNotFound, "\"No such\"");
    }

    [Theory, InlineData("control"), InlineData("wire")]
    public async Task A_user_that_does_not_exist_is_named(string client)
    {
        PostgresServer server = await PostgresServer.GetAsync(15);
        await FailsAsync(client, server.Connection("postgres", "nobody_here"), ErrorCode.AuthenticationFailed, "nobody_here");
    }

    [Theory, InlineData("control"), InlineData("wire")]
    public async Task A_database_that_a_user_may_not_enter_is_denied(string client)
    {
        PostgresServer server = await PostgresServer.GetAsync(15);
        string database = await server.CreateDatabaseAsync("closed");
        await server.PsqlAsync(database, $"CREATE ROLE \"{database}_user\" LOGIN; REVOKE CONNECT ON DATABASE \"{database}\" FROM PUBLIC");
        await FailsAsync(client, server.Connection(database, database + "_user"), ErrorCode.DatabaseAccessDenied, database + "_user");
    }

    [Theory, InlineData("control"), InlineData("wire")]
    public async Task A_full_server_says_so(string client)
    {
        PostgresServer server = await PostgresServer.GetAsync(15);
        string database = await server.CreateDatabaseAsync("full");
        await server.PsqlAsync("postgres", $"ALTER DATABASE \"{database}\" CONNECTION LIMIT 0; CREATE ROLE \"{database}_user\" LOGIN");
        await FailsAsync(client, server.Connection(database, database + "_user"), ErrorCode.TooManyConnections, database);
    }

    [Fact]
    public async Task What_fails_on_an_open_connection_is_told_in_the_products_terms()
    {
        PostgresServer server = await PostgresServer.GetAsync(15);
        await using NpgsqlConnection connection = await ControlConnection.OpenAsync(server.Connection("postgres"), Bulk.Token);

        BackupException error = await Assert.ThrowsAsync<BackupException>(() => PostgreSqlErrors.GuardAsync(
            connection, "Reading nothing", () => ScalarAsync(connection, "SELECT * FROM pg_catalog.nothing")));

        Assert.Equal(ErrorCode.DatabaseReadFailed, error.Code);
        Assert.StartsWith("Reading nothing failed: relation \"pg_catalog.nothing\" does not exist (SQLSTATE 42P01).", error.Message, StringComparison.Ordinal);
        Assert.Equal("42P01", Assert.IsType<ServerException>(error.InnerException).SqlState);
    }

    [Fact]
    public async Task A_session_that_was_terminated_is_lost_then_and_later()
    {
        PostgresServer server = await PostgresServer.GetAsync(15);
        await using NpgsqlConnection connection = await ControlConnection.OpenAsync(server.Connection("postgres"), Bulk.Token);
        await server.PsqlAsync("postgres", $"SELECT pg_terminate_backend({connection.ProcessID}, 10000)");

        for (int i = 0; i < 2; i++)
        {
            BackupException error = await Assert.ThrowsAsync<BackupException>(() => PostgreSqlErrors.GuardAsync(
                connection, "Reading", () => ScalarAsync(connection, "SELECT 1")));
            Assert.Equal(ErrorCode.ConnectionLost, error.Code);
            Assert.True(error.IsTransient);
        }
    }

    private static async Task FailsAsync(string client, DbConnectionInfo info, ErrorCode code, string named)
    {
        ServerSettings settings = ServerSettings.Resolve(info);
        BackupException error = await Assert.ThrowsAsync<BackupException>(async () =>
        {
            if (client == "wire")
                await (await BulkConnections.OpenAsync(settings, Bulk.Token)).DisposeAsync();
            else
                await (await ControlConnection.OpenAsync(settings, Bulk.Token)).DisposeAsync();
        });
        Assert.Equal(code, error.Code);
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }

    private static async Task<string> ScalarAsync(NpgsqlConnection connection, string sql)
    {
        await using NpgsqlCommand command = new(sql, connection);
        return (await command.ExecuteScalarAsync(Bulk.Token))!.ToString()!;
    }
}
