using BackupTools.Engines.PostgreSql.Connections;
using BackupTools.Engines.PostgreSql.Sessions;
using BackupTools.Engines.PostgreSql.Wire;
using BackupTools.Engines.Shared;
using BackupTools.Tests.Servers;
using Npgsql;

namespace BackupTools.Tests.Engines.PostgreSql.Wire;

/// <summary>Every way into a server, for the engine's own client and for the control connection.</summary>
public sealed class AuthenticationTests
{
    /// <summary>User, sslmode, further options; whether TLS is used then.</summary>
    public static TheoryData<int, string, string, bool> Ways
    {
        get
        {
            TheoryData<int, string, string, bool> result = [];
            foreach (int version in new[] { 15, 18 })
            {
                foreach (string user in new[] { "postgres", "w_password", "w_md5", "w_scram" })
                {
                    string told = user == "w_password" ? "&require_auth=password" : "";
                    result.Add(version, user, "sslmode=disable" + told, false);
                    result.Add(version, user, "sslmode=allow" + told, false);
                    result.Add(version, user, "sslmode=prefer", true);
                    result.Add(version, user, "sslmode=require", true);
                    result.Add(version, user, "sslmode=verify-ca&sslrootcert=CA", true);
                    result.Add(version, user, "sslmode=verify-full&sslrootcert=CA&host=localhost", true);
                }

                // In plain text the password is sent only over TLS, or to a socket of this machine.
                result.Add(version, "w_password", "sslmode=allow", true);
                result.Add(version, "w_scram", "sslmode=require&channel_binding=require", true);
                result.Add(version, "w_scram", "sslmode=require&channel_binding=disable", true);
                result.Add(version, "w_scram", "sslmode=disable&channel_binding=prefer", false);
                result.Add(version, "w_scram", "require_auth=scram-sha-256", true);
                result.Add(version, "w_md5", "require_auth=!password", true);
                result.Add(version, "postgres", "require_auth=none", true);
                result.Add(version, "w_cert", "sslmode=require&sslcert=CLIENT.crt&sslkey=CLIENT.key", true);
                result.Add(version, "w_tls", "sslmode=allow", true);
                result.Add(version, "w_tls", "sslmode=prefer", true);
                result.Add(version, "w_plain", "sslmode=prefer", false);
                result.Add(version, "w_plain", "sslmode=allow", false);
                result.Add(version, "postgres", "sslmode=require&host=SOCKET", false);
            }

            return result;
        }
    }

    [Theory, MemberData(nameof(Ways))]
    public async Task The_way_in_is_found(int version, string user, string options, bool tls)
    {
        ServerSettings settings = await SettingsAsync(version, user, options);

        await using NpgsqlConnection control = await ControlConnection.OpenAsync(settings, Bulk.Token);
        await using IBulkConnection bulk = await BulkConnections.OpenAsync(settings.At(control), Bulk.Token, waits: true);

        WireConnection wire = Assert.IsType<WireConnection>(bulk);
        Assert.Equal(tls, wire.IsEncrypted);
        await using NpgsqlCommand command = new("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()", control);
        Assert.Equal(tls, await command.ExecuteScalarAsync(Bulk.Token));
        await bulk.SendCopyOutAsync(
            "COPY (SELECT current_user, (SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid())) TO STDOUT", Bulk.Token);
        Assert.Equal($"{user}\t{(tls ? "t" : "f")}\n", await bulk.ReadTextAsync());
    }

    /// <summary>User, options, error, and what its text must say.</summary>
    public static TheoryData<string, string, ErrorCode, string> Refusals => new()
    {
        { "w_password", "password=wrong", ErrorCode.AuthenticationFailed, "w_password" },
        { "w_md5", "password=wrong", ErrorCode.AuthenticationFailed, "w_md5" },
        { "w_scram", "password=wrong", ErrorCode.AuthenticationFailed, "w_scram" },
        { "w_scram", "password=", ErrorCode.AuthenticationFailed, "none was given" },
        { "w_md5", "password=", ErrorCode.AuthenticationFailed, "none was given" },
        { "w_nobody", "sslmode=require", ErrorCode.AuthenticationFailed, "pg_hba.conf" },
        { "w_password", "sslmode=disable", ErrorCode.PasswordNotSent, "was not sent" },
        { "w_cert", "sslmode=require&sslcert=CLIENT.crt&sslkey=OPEN", ErrorCode.TlsFailed, "others than its owner" },
        { "w_gss", "sslmode=disable", ErrorCode.AuthenticationFailed, "w_gss" },
        { "w_tls", "sslmode=disable", ErrorCode.TlsFailed, "sslmode is disable" },
        { "w_plain", "sslmode=require", ErrorCode.AuthenticationFailed, "pg_hba.conf" },
        { "w_cert", "sslmode=require", ErrorCode.AuthenticationFailed, "certificate" },
        { "postgres", "sslmode=verify-ca&sslrootcert=OTHER", ErrorCode.TlsFailed, "other-ca.crt" },
        { "postgres", "sslmode=verify-full&sslrootcert=CA", ErrorCode.TlsFailed, "127.0.0.1" },
        { "postgres", "sslrootcert=system&host=localhost", ErrorCode.TlsFailed, "certificate" },
        { "postgres", "sslmode=verify-ca&sslrootcert=/nowhere.crt", ErrorCode.TlsFailed, "/nowhere.crt" },
        { "postgres", "sslmode=require&sslcert=/nowhere.crt&sslkey=/nowhere.key", ErrorCode.TlsFailed, "/nowhere.crt" },
    };

    [Theory, MemberData(nameof(Refusals))]
    public async Task A_refusal_is_told_by_both_clients_in_the_same_terms(string user, string options, ErrorCode code, string named)
    {
        ServerSettings settings = await SettingsAsync(15, user, options);

        BackupException bulk = await Assert.ThrowsAsync<BackupException>(() => BulkConnections.OpenAsync(settings, Bulk.Token));
        BackupException control = await Assert.ThrowsAsync<BackupException>(() => ControlConnection.OpenAsync(settings, Bulk.Token));

        Assert.True(code == bulk.Code, bulk.ToString());
        Assert.Contains(named, bulk.Message, StringComparison.Ordinal);
        Assert.True(code == control.Code, control.ToString());
        Assert.Contains(named, control.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("w_password", "require_auth=scram-sha-256")]
    [InlineData("w_md5", "require_auth=!md5,!password")]
    [InlineData("postgres", "require_auth=!none")]
    [InlineData("w_scram", "sslmode=disable&channel_binding=require")]
    [InlineData("w_md5", "channel_binding=require")]
    [InlineData("postgres", "channel_binding=require")]
    public async Task A_server_that_asks_for_less_than_was_demanded_is_not_trusted(string user, string options)
    {
        ServerSettings settings = await SettingsAsync(15, user, options);
        BackupException error = await Assert.ThrowsAsync<BackupException>(() => BulkConnections.OpenAsync(settings, Bulk.Token));
        Assert.Equal(ErrorCode.AuthenticationFailed, error.Code);
        BackupException control = await Assert.ThrowsAsync<BackupException>(() => ControlConnection.OpenAsync(settings, Bulk.Token));
        Assert.Equal(ErrorCode.AuthenticationFailed, control.Code);
    }

    [Fact]
    public async Task A_server_without_TLS_is_refused_where_TLS_is_demanded()
    {
        PostgresServer server = await PostgresServer.GetAsync(15);
        ServerSettings settings = Bulk.Settings(server, "postgres") with { TlsMode = TlsMode.Require };

        BackupException bulk = await Assert.ThrowsAsync<BackupException>(() => BulkConnections.OpenAsync(settings, Bulk.Token));
        BackupException control = await Assert.ThrowsAsync<BackupException>(() => ControlConnection.OpenAsync(settings, Bulk.Token));

        Assert.Equal((ErrorCode.TlsFailed, ErrorCode.TlsFailed), (bulk.Code, control.Code));
    }

    [Fact]
    public async Task Rows_pass_through_TLS_both_ways_and_a_cancelled_statement_stops()
    {
        SecureServer secure = await SecureServer.GetAsync(15);
        ServerSettings settings = await SettingsAsync(15, "postgres", "sslmode=require");
        await using IBulkConnection bulk = await BulkConnections.OpenAsync(settings, Bulk.Token);
        await bulk.ExecuteAsync("CREATE TEMP TABLE t (i int, x text)", Bulk.Token);
        byte[] rows = System.Text.Encoding.ASCII.GetBytes(
            string.Concat(Enumerable.Range(1, 200_000).Select(i => $"{i}\t{new string('x', i % 50)}\n")) + "0\t" + new string('y', 2_000_000) + "\n");
        Assert.Equal(200_001, await bulk.CopyInAsync("COPY t FROM STDIN", rows, Bulk.Token));
        await bulk.SendCopyOutAsync("COPY t TO STDOUT", Bulk.Token);
        Assert.Equal(rows, (await bulk.ReadAllAsync()).Bytes);

        using CancellationTokenSource source = new();
        Task running = bulk.ExecuteAsync("SELECT pg_sleep(600)", source.Token);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        await Bulk.IsGoneAsync(secure.Server, bulk.ProcessId);
    }

    /// <summary>The client's key in a file that everybody may read.</summary>
    private static string OpenKey(string folder)
    {
        string path = folder + "/open.key";
        if (!File.Exists(path))
            File.Copy(folder + "/client.key", path);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, (UnixFileMode)0b110_100_100);
        return path;
    }

    private static async Task<ServerSettings> SettingsAsync(int version, string user, string options)
    {
        SecureServer secure = await SecureServer.GetAsync(version);
        string text = options
            .Replace("=CA", "=" + secure.Folder + "/ca.crt", StringComparison.Ordinal)
            .Replace("=OTHER", "=" + secure.Folder + "/other-ca.crt", StringComparison.Ordinal)
            .Replace("OPEN", OpenKey(secure.Folder), StringComparison.Ordinal)
            .Replace("CLIENT", secure.Folder + "/client", StringComparison.Ordinal)
            .Replace("SOCKET", secure.Server.SocketFolder, StringComparison.Ordinal);
        DbConnectionInfo info = ConnectionText.Parse($"postgresql://{user}@127.0.0.1:{secure.Server.Port}/postgres?{text}");
        bool hasPassword = options.Contains("password=", StringComparison.Ordinal) || user is "postgres" or "w_cert" or "w_tls" or "w_plain";
        return ServerSettings.Resolve(hasPassword ? info : info with { Password = SecureText.OrNull(SecureServer.Password) });
    }
}
