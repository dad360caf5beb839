using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using BackupTools.Engines.MySql.Connections;
using BackupTools.Engines.MySql.Sessions;
using BackupTools.Engines.MySql.Wire;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace BackupTools.Tests.Engines.MySql.Wire;

/// <summary>Servers that are none, or not the right one: a login is bounded, can be stopped, and gives nothing away.</summary>
public sealed class MySqlHostileLoginTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>What the server does, the error, and what its text must say.</summary>
    public static TheoryData<string, ErrorCode, string> Servers => new()
    {
        { "HTTP", ErrorCode.ServerNotTrusted, "not MySQL's protocol" },
        { "SSH", ErrorCode.ServerNotTrusted, "not MySQL's protocol" },
        { "wrong number", ErrorCode.ServerNotTrusted, "a packet number 5 where 0 is due" },
        { "old protocol", ErrorCode.ServerNotTrusted, "protocol version 9" },
        { "early welcome", ErrorCode.ServerNotTrusted, "not MySQL's protocol" },
        { "empty greeting", ErrorCode.ServerNotTrusted, "ends too early" },
        { "version 4.0", ErrorCode.ServerNotTrusted, "before version 5.5" },
        { "long greeting", ErrorCode.LoginLimitExceeded, "16,777,215 bytes" },
        { "switches", ErrorCode.LoginLimitExceeded, "packets" },
        { "long error", ErrorCode.LoginLimitExceeded, "bytes" },
        { "empty challenge", ErrorCode.ServerNotTrusted, "a challenge of 0 bytes" },
        { "short challenge", ErrorCode.ServerNotTrusted, "a challenge of 4 bytes" },
        { "key", ErrorCode.ServerNotTrusted, "a key that nobody has asked for" },
        { "empty answer", ErrorCode.ServerNotTrusted, "something else than an answer" },
        { "clear text", ErrorCode.PasswordNotSent, "asks for the password in plain text" },
        { "full authentication", ErrorCode.PasswordNotSent, "the connection is not encrypted" },
        { "sha256_password", ErrorCode.PasswordNotSent, "the connection is not encrypted" },
        { "client_ed25519", ErrorCode.AuthenticationFailed, "plug-in 'client_ed25519', which is not known here" },
        { "long plug-in", ErrorCode.AuthenticationFailed, "xxx…'" },
        { "old password", ErrorCode.AuthenticationFailed, "mysql_old_password" },
        { "closes", ErrorCode.ServerUnreachable, "closed the connection" },
        { "too many", ErrorCode.TooManyConnections, "no free connection" },
        { "escapes", ErrorCode.AuthenticationFailed, @"\u001b[31m" },
    };

    [Theory, MemberData(nameof(Servers))]
    public async Task A_login_is_bounded_says_what_is_wrong_and_never_sends_the_password(string kind, ErrorCode code, string said)
    {
        List<byte> heard = [];
        await using FakeMySqlServer server = FakeMySqlServer.Raw(stream => ServeAsync(stream, kind, heard));
        BackupException error = await FailsAsync(server.Settings);
        Assert.True(code == error.Code, error.ToString());
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
        Assert.True(error.Message.Length < 1000, error.Message);
        Assert.DoesNotContain('\u001b', error.Message);
        Assert.DoesNotContain(FakeMySqlServer.Password, Encoding.Latin1.GetString([.. heard]), StringComparison.Ordinal);
    }

    /// <summary>The driver, which would give the password as it is, sees only servers that have behaved.</summary>
    [Theory, MemberData(nameof(Servers))]
    public async Task A_session_of_the_driver_fails_the_same(string kind, ErrorCode code, string said)
    {
        List<byte> heard = [];
        await using FakeMySqlServer server = FakeMySqlServer.Raw(stream => ServeAsync(stream, kind, heard));
        BackupException error = await ControlFailsAsync(server.Settings);
        Assert.True(code == error.Code, error.ToString());
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(FakeMySqlServer.Password, Encoding.Latin1.GetString([.. heard]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("old protocol"), InlineData("empty greeting"), InlineData("wrong number"), InlineData("client_ed25519"), InlineData("old password"), InlineData("long plug-in")]
    public async Task What_the_driver_cannot_read_is_an_error_of_ours(string kind)
    {
        int sessions = 0;
        await using FakeMySqlServer server = FakeMySqlServer.Raw(async stream =>
        {
            if (Interlocked.Increment(ref sessions) > 1)
                await ServeAsync(stream, kind, []);
            await FakeMySqlServer.LogInAsync(stream);
            await stream.CopyToAsync(Stream.Null);
        });
        BackupException error = await ControlFailsAsync(server.With(("connect-timeout", "3")));
        Assert.DoesNotContain("MySqlConnector", error.Message, StringComparison.Ordinal);
        Assert.True(sessions > 1);
    }

    [Theory]
    [InlineData("garbage", ErrorCode.ServerNotTrusted, "a public key that is none")]
    [InlineData("-----BEGIN PUBLIC KEY-----\nMFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBAL\n-----END PUBLIC KEY-----\n", ErrorCode.ServerNotTrusted, "a public key that is none")]
    [InlineData("long", ErrorCode.LoginLimitExceeded, "16,000,")]
    public async Task A_key_that_was_asked_for_and_is_none_is_refused(string key, ErrorCode code, string said)
    {
        await using FakeMySqlServer server = FakeMySqlServer.Raw(async stream =>
        {
            await BeginAsync(stream, []);
            await stream.WriteAsync(FakeMySqlServer.Packet(2, 1, 4));
            Assert.Equal([2], await FakeMySqlServer.ReadPacketAsync(stream));
            await stream.WriteAsync(FakeMySqlServer.Packet(4, [1, .. key == "long" ? new byte[16_000_000] : Encoding.ASCII.GetBytes(key)]));
            await stream.CopyToAsync(Stream.Null);
        });
        BackupException error = await FailsAsync(server.With(("get-server-public-key", "1")));
        Assert.True(code == error.Code, error.ToString());
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "is not there")]
    [InlineData("no key", "no public key of RSA")]
    public async Task A_key_file_that_is_of_no_use_is_named(string? content, string said)
    {
        string path = Path.Combine(Path.GetTempPath(), $"backuptools-key-{Guid.NewGuid():n}.pem");
        if (content is not null)
            await File.WriteAllTextAsync(path, content, Token);
        await using FakeMySqlServer server = FakeMySqlServer.Raw(stream => ServeAsync(stream, "full authentication", []));
        BackupException error = await FailsAsync(server.With(("server-public-key-path", path)));
        File.Delete(path);
        Assert.Equal(ErrorCode.PasswordNotSent, error.Code);
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
    }

    /// <summary>A downgrade: what TLS is only preferred for says nothing that could be read as the password.</summary>
    [Fact]
    public async Task A_server_that_offers_no_TLS_gets_no_password_where_TLS_is_preferred()
    {
        List<byte> heard = [];
        await using FakeMySqlServer server = FakeMySqlServer.Raw(stream => ServeAsync(stream, "full authentication", heard));
        BackupException error = await FailsAsync(server.With(("ssl-mode", "PREFERRED")));
        Assert.Equal(ErrorCode.PasswordNotSent, error.Code);
        Assert.DoesNotContain(FakeMySqlServer.Password, Encoding.Latin1.GetString([.. heard]), StringComparison.Ordinal);
        Assert.Equal(ErrorCode.TlsFailed, (await FailsAsync(server.With(("ssl-mode", "REQUIRED")))).Code);
    }

    [Fact]
    public async Task What_was_said_before_TLS_is_no_part_of_the_session()
    {
        byte[] both = [.. FakeMySqlServer.Packet(0, FakeMySqlServer.Greeting(FakeMySqlServer.Modern | FakeMySqlServer.Tls)), .. FakeMySqlServer.Packet(2, FakeMySqlServer.Ok())];
        await using FakeMySqlServer server = FakeMySqlServer.Saying(both);
        BackupException error = await FailsAsync(server.With(("ssl-mode", "REQUIRED")));
        // The bytes may come with the greeting or behind it.
        Assert.True(error.Code is ErrorCode.ServerNotTrusted or ErrorCode.TlsFailed, error.ToString());
    }

    [Theory, InlineData("silence"), InlineData("half a packet"), InlineData("silence after login")]
    public async Task A_server_that_does_not_answer_is_given_up_in_time(string kind)
    {
        await using FakeMySqlServer server = FakeMySqlServer.Raw(async stream =>
        {
            if (kind == "half a packet")
                await stream.WriteAsync(FakeMySqlServer.Packet(0, FakeMySqlServer.Greeting()).AsMemory(0, 20));
            if (kind == "silence after login")
                await BeginAsync(stream, []);
            await Task.Delay(Timeout.Infinite, Token);
        });
        long begin = Stopwatch.GetTimestamp();
        BackupException error = await FailsAsync(server.With(("connect-timeout", "1")));
        Assert.Equal((ErrorCode.ServerUnreachable, true), (error.Code, error.IsTransient));
        Assert.InRange(Stopwatch.GetElapsedTime(begin).TotalSeconds, 0.5, 15);
    }

    [Fact]
    public async Task A_login_without_a_limit_can_be_stopped()
    {
        await using FakeMySqlServer server = FakeMySqlServer.Raw(_ => Task.Delay(Timeout.Infinite, Token));
        using CancellationTokenSource stop = new(500);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => WireConnection.OpenAsync(server.Settings with { ConnectTimeout = null }, stop.Token).WaitAsync(TimeSpan.FromSeconds(30), Token));
    }

    [Fact]
    public async Task Every_beginning_of_a_greeting_is_an_error_and_nothing_else()
    {
        byte[] greeting = FakeMySqlServer.Packet(0, FakeMySqlServer.Greeting());
        int length = 0;
        await using FakeMySqlServer server = FakeMySqlServer.Raw(async stream =>
        {
            await stream.WriteAsync(greeting.AsMemory(0, length));
            stream.Socket.Shutdown(SocketShutdown.Send);
            await stream.CopyToAsync(Stream.Null);
        });
        for (; length < greeting.Length; length++)
            await FailsAsync(server.Settings);
        byte[] payload = FakeMySqlServer.Greeting();
        // The name of the authentication may be cut; all before must be there.
        for (int end = 0; end < payload.Length - "caching_sha2_password".Length - 1; end++)
        {
            int cut = end;
            Assert.Throws<ProtocolException>(() => Greeting.Read(payload.AsSpan(0, cut)));
        }
    }

    [Property(MaxTest = 100)]
    public bool Random_bytes_are_an_error_and_nothing_else(byte[] bytes, bool isPacket) => Task.Run(async () =>
    {
        await using FakeMySqlServer server = FakeMySqlServer.Saying(isPacket ? FakeMySqlServer.Packet(0, [10, .. bytes ?? []]) : bytes ?? []);
        await FailsAsync(server.Settings);
        return true;
    }).GetAwaiter().GetResult();

    private static async Task ServeAsync(NetworkStream stream, string kind, List<byte> heard)
    {
        byte[] greeting = FakeMySqlServer.Greeting();
        byte[]? said = kind switch
        {
            "HTTP" => "HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray(),
            "SSH" => "SSH-2.0-OpenSSH_9.2\r\n"u8.ToArray(),
            "wrong number" => FakeMySqlServer.Packet(5, greeting),
            "old protocol" => FakeMySqlServer.Packet(0, [9, .. greeting[1..]]),
            "early welcome" => FakeMySqlServer.Packet(0, FakeMySqlServer.Ok()),
            "empty greeting" => FakeMySqlServer.Packet(0),
            "version 4.0" => FakeMySqlServer.Packet(0, FakeMySqlServer.Greeting(1)),
            "long greeting" => [0xFF, 0xFF, 0xFF, 0, 10],
            "closes" => [],
            "too many" => FakeMySqlServer.Packet(0, FakeMySqlServer.Error(1040, "Too many connections")),
            _ => null,
        };
        if (said is not null)
        {
            await stream.WriteAsync(said);
            stream.Socket.Shutdown(SocketShutdown.Send);
            await HearAsync(stream, heard);
            return;
        }

        await BeginAsync(stream, heard);
        await stream.WriteAsync(FakeMySqlServer.Packet(2, kind switch
        {
            "switches" => FakeMySqlServer.Switch("mysql_native_password"),
            "long error" => FakeMySqlServer.Error(1045, new string('x', 100_000)),
            "empty challenge" => FakeMySqlServer.Switch("caching_sha2_password", "")[..^1],
            "short challenge" => FakeMySqlServer.Switch("mysql_native_password", "abcd"),
            "key" => [1, .. "-----BEGIN PUBLIC KEY-----"u8],
            "empty answer" => [],
            "clear text" => FakeMySqlServer.Switch("mysql_clear_password"),
            "full authentication" => [1, 4],
            "long plug-in" => FakeMySqlServer.Switch(new string('x', 60_000)),
            "old password" => [0xFE],
            "escapes" => FakeMySqlServer.Error(1045, "no \u001b[31m"),
            _ => FakeMySqlServer.Switch(kind),
        }));
        for (byte sequence = 4; kind == "switches"; sequence += 2)
        {
            await FakeMySqlServer.ReadPacketAsync(stream);
            await stream.WriteAsync(FakeMySqlServer.Packet(sequence, FakeMySqlServer.Switch("caching_sha2_password")));
        }

        await HearAsync(stream, heard);
    }

    private static async Task BeginAsync(NetworkStream stream, List<byte> heard)
    {
        await stream.WriteAsync(FakeMySqlServer.Packet(0, FakeMySqlServer.Greeting()));
        heard.AddRange(await FakeMySqlServer.ReadPacketAsync(stream));
    }

    private static async Task HearAsync(NetworkStream stream, List<byte> heard)
    {
        byte[] bytes = new byte[1000];
        for (int count; (count = await stream.ReadAsync(bytes)) > 0;)
            heard.AddRange(bytes[..count]);
    }

    private static async Task<BackupException> FailsAsync(ServerSettings settings) => await Assert.ThrowsAsync<BackupException>(
        async () => await (await WireConnection.OpenAsync(settings, CancellationToken.None)).DisposeAsync());

    private static async Task<BackupException> ControlFailsAsync(ServerSettings settings) => await Assert.ThrowsAsync<BackupException>(
        async () => await (await ControlSession.OpenAsync(settings, TimeSpan.FromSeconds(1), CancellationToken.None)).DisposeAsync());
}
