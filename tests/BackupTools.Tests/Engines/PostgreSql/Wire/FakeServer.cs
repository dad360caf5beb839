using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using BackupTools.Engines.PostgreSql.Connections;

namespace BackupTools.Tests.Engines.PostgreSql.Wire;

/// <summary>A server that says what a test wants it to say, byte for byte.</summary>
internal sealed class FakeServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    private FakeServer(Func<NetworkStream, Task> serve)
    {
        _listener.Start();
        _running = RunAsync(serve);
    }

    public ServerSettings Settings => ServerSettings.Resolve(new DbConnectionInfo
    {
        Engine = "postgresql",
        Host = "127.0.0.1",
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port,
        UserName = "u",
        Database = "d",
        Password = SecureText.OrNull("secret"),
        Options = new Dictionary<string, string> { ["sslmode"] = "disable", ["connect_timeout"] = "20" },
    });

    /// <summary>Runs the function for each connection, from its first byte on.</summary>
    public static FakeServer Raw(Func<NetworkStream, Task> serve) => new(serve);

    /// <summary>Lets everybody in, answers the first statement, and then says these bytes.</summary>
    public static FakeServer AfterLogIn(byte[] answer, int pieceLength = int.MaxValue) => new(async stream =>
    {
        await LogInAsync(stream);
        await ReadMessageAsync(stream);
        for (int i = 0; i < answer.Length; i += Math.Min(pieceLength, answer.Length - i))
            await stream.WriteAsync(answer.AsMemory(i, Math.Min(pieceLength, answer.Length - i)));
        stream.Socket.Shutdown(SocketShutdown.Send);
        await stream.CopyToAsync(Stream.Null);
    });

    /// <summary>A message.</summary>
    public static byte[] Message(char type, params byte[] body)
    {
        byte[] result = [(byte)type, 0, 0, 0, 0, .. body];
        BinaryPrimitives.WriteInt32BigEndian(result.AsSpan(1), body.Length + 4);
        return result;
    }

    public static byte[] Text(char type, string text) => Message(type, Encoding.UTF8.GetBytes(text));

    public static byte[] Error(string severity, string state, string message) =>
        Text('E', $"S{severity}\0V{severity}\0C{state}\0M{message}\0\0");

    /// <summary>What a COPY of these rows looks like.</summary>
    public static byte[] Copy(string tag, params string[] rows) =>
        [.. Message('H', 0, 0, 0), .. rows.SelectMany(r => Text('d', r)), .. Message('c'), .. Text('C', tag + "\0"), .. Message('Z', (byte)'I')];

    public static async Task LogInAsync(NetworkStream stream)
    {
        await ReadStartupAsync(stream);
        await stream.WriteAsync((byte[])
        [
            .. Message('R', 0, 0, 0, 0), .. Text('S', "server_encoding\0UTF8\0"), .. Text('S', "server_version\x0015.4\0"),
            .. Message('Z', (byte)'I'),
        ]);
        await ReadMessageAsync(stream);
        await stream.WriteAsync((byte[])[.. Text('C', "SET\0"), .. Message('Z', (byte)'I')]);
    }

    public static async Task ReadStartupAsync(NetworkStream stream)
    {
        byte[] length = new byte[4];
        await stream.ReadExactlyAsync(length);
        await stream.ReadExactlyAsync(new byte[BinaryPrimitives.ReadInt32BigEndian(length) - 4]);
    }

    public static async Task<byte[]> ReadMessageAsync(NetworkStream stream)
    {
        byte[] header = new byte[5];
        await stream.ReadExactlyAsync(header);
        byte[] body = new byte[BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(1)) - 4];
        await stream.ReadExactlyAsync(body);
        return body;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync(Func<NetworkStream, Task> serve)
    {
        try
        {
            while (true)
            {
                using Socket socket = await _listener.AcceptSocketAsync(_stop.Token);
                socket.NoDelay = true;
                await using NetworkStream stream = new(socket);
                await serve(stream).WaitAsync(_stop.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or SocketException)
        {
            // The client has gone, or the test has.
        }
    }
}
