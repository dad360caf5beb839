using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using BackupTools.Engines.MySql.Connections;
using BackupTools.Tests.Fakes;

namespace BackupTools.Tests.Engines.MySql.Wire;

/// <summary>A server that says what a test wants it to say, byte for byte.</summary>
internal sealed class FakeMySqlServer : IAsyncDisposable
{
    public const uint Modern = 0x011AA209; // Long passwords, database, 4.1, secure, several results, plug-ins, attributes; no EOF behind rows.
    public const uint WithoutEof = 1 << 24;
    public const uint Tls = 1 << 11;
    public const string Password = "secret";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentBag<Task> _sessions = [];
    private readonly Task _running;

    private FakeMySqlServer(Func<NetworkStream, Task> serve)
    {
        _listener.Start();
        _running = RunAsync(serve);
    }

    /// <summary>How to connect; without TLS.</summary>
    public ServerSettings Settings => With();

    public ServerSettings With(params (string Name, string Value)[] options)
    {
        Dictionary<string, string> all = new() { ["ssl-mode"] = "DISABLED", ["connect-timeout"] = "20" };
        foreach ((string name, string value) in options)
            all[name] = value;
        return SettingsResolver.Resolve(
            new DbConnectionInfo
            {
                Engine = "mysql", Host = "127.0.0.1", Port = ((IPEndPoint)_listener.LocalEndpoint).Port, UserName = "u", Database = "d",
                Password = SecureText.Of(Password), Options = all,
            },
            new FakeSystem());
    }

    /// <summary>Runs the function for each connection, from its first byte on.</summary>
    public static FakeMySqlServer Raw(Func<NetworkStream, Task> serve) => new(serve);

    /// <summary>Says these bytes, and closes.</summary>
    public static FakeMySqlServer Saying(byte[] bytes) => new(async stream =>
    {
        await stream.WriteAsync(bytes);
        stream.Socket.Shutdown(SocketShutdown.Send);
        await stream.CopyToAsync(Stream.Null);
    });

    /// <summary>Lets everybody in, and answers the first statement with these bytes.</summary>
    public static FakeMySqlServer AfterLogIn(byte[] answer, uint capabilities = Modern) => new(async stream =>
    {
        await LogInAsync(stream, capabilities);
        await ReadPacketAsync(stream);
        await stream.WriteAsync(answer);
        stream.Socket.Shutdown(SocketShutdown.Send);
        await stream.CopyToAsync(Stream.Null);
    });

    public static byte[] Packet(byte sequence, params byte[] payload) =>
        [(byte)payload.Length, (byte)(payload.Length >> 8), (byte)(payload.Length >> 16), sequence, .. payload];

    /// <summary>Packets whose numbers follow each other.</summary>
    public static byte[] Packets(byte first, params byte[][] payloads) => [.. payloads.SelectMany((p, i) => Packet((byte)(first + i), p))];

    public static byte[] Greeting(uint capabilities = Modern, string plugin = "caching_sha2_password")
    {
        byte[] low = new byte[4], high = new byte[2];
        BinaryPrimitives.WriteUInt32LittleEndian(low, capabilities);
        high = low[2..];
        return
        [
            10, .. "9.7.0\0"u8, 7, 0, 0, 0, .. "12345678"u8, 0, .. low[..2], 45, 2, 0, .. high, 21, .. new byte[10], .. "123456789abc"u8, 0,
            .. Encoding.ASCII.GetBytes(plugin), 0,
        ];
    }

    public static byte[] Ok(ushort status = 2) => [0, 0, 0, (byte)status, (byte)(status >> 8), 0, 0];

    /// <summary>The end of rows, as it is since it is an OK.</summary>
    public static byte[] End(ushort status = 2) => [0xFE, 0, 0, (byte)status, (byte)(status >> 8), 0, 0];

    public static byte[] OldEnd(ushort status = 2) => [0xFE, 0, 0, (byte)status, (byte)(status >> 8)];

    public static byte[] Error(ushort number, string text) => [0xFF, (byte)number, (byte)(number >> 8), .. "#HY000"u8, .. Encoding.UTF8.GetBytes(text)];

    public static byte[] Switch(string plugin, string challenge = "ABCDEFGHIJKLMNOPQRST") => [0xFE, .. Encoding.ASCII.GetBytes($"{plugin}\0{challenge}\0")];

    public static async Task LogInAsync(NetworkStream stream, uint capabilities = Modern)
    {
        await stream.WriteAsync(Packet(0, Greeting(capabilities)));
        await ReadPacketAsync(stream);
        await stream.WriteAsync(Packet(2, Ok()));
    }

    public static async Task<byte[]> ReadPacketAsync(NetworkStream stream)
    {
        byte[] header = new byte[4];
        await stream.ReadExactlyAsync(header);
        byte[] payload = new byte[header[0] | (header[1] << 8) | (header[2] << 16)];
        await stream.ReadExactlyAsync(payload);
        return payload;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        await Task.WhenAll(_sessions);
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync(Func<NetworkStream, Task> serve)
    {
        try
        {
            while (true)
                _sessions.Add(ServeAsync(await _listener.AcceptSocketAsync(_stop.Token), serve));
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(Socket socket, Func<NetworkStream, Task> serve)
    {
        try
        {
            socket.NoDelay = true;
            await using NetworkStream stream = new(socket, ownsSocket: true);
            await serve(stream).WaitAsync(_stop.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or SocketException)
        {
            // The client has gone, or the test has.
        }
    }
}
