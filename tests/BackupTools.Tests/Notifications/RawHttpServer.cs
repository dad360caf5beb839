using System.Net;
using System.Net.Sockets;
using System.Text;

namespace BackupTools.Tests.Notifications;

/// <summary>A server that answers each request as it is told, also by hanging, dripping or lying.</summary>
internal sealed class RawHttpServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _serving;
    private readonly Func<int, string, Stream, CancellationToken, Task> _answer;

    public RawHttpServer(Func<int, string, Stream, CancellationToken, Task> answer)
    {
        _answer = answer;
        _listener.Start();
        _serving = ServeAsync();
    }

    /// <summary>Answers all requests with the same text.</summary>
    public RawHttpServer(string status, string headers = "", string body = "")
        : this((_, _, stream, token) => SayAsync(stream, status, headers, body, token))
    {
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public string Url => $"http://127.0.0.1:{Port}/hook/topsecrettoken";

    /// <summary>The requests, head and body.</summary>
    public List<string> Requests { get; } = [];

    public static async Task SayAsync(Stream stream, string status, string headers, string body, CancellationToken cancellationToken) => await stream.WriteAsync(
        Encoding.UTF8.GetBytes($"HTTP/1.1 {status}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n{headers}\r\n{body}"), cancellationToken);

    /// <summary>Answers with the head, and then with one byte after the other.</summary>
    public static async Task DripAsync(Stream stream, string head, int count, TimeSpan pause, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(Encoding.UTF8.GetBytes($"HTTP/1.1 {head}\r\n\r\n"), cancellationToken);
        for (int i = 0; i < count; i++)
        {
            await stream.WriteAsync(new byte[1], cancellationToken);
            await Task.Delay(pause, cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _serving;
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        List<Task> connections = [];
        try
        {
            while (true)
                connections.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or InvalidOperationException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                NetworkStream stream = client.GetStream();
                string request = await ReadAsync(stream);
                int number;
                lock (Requests)
                {
                    Requests.Add(request);
                    number = Requests.Count;
                }

                await _answer(number, request, stream, _stop.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or IOException)
            {
                // The test is over, or the client has left.
            }
        }
    }

    private async Task<string> ReadAsync(NetworkStream stream)
    {
        StringBuilder text = new();
        byte[] buffer = new byte[64 * 1024];
        while (!IsWhole(text.ToString()))
        {
            int read = await stream.ReadAsync(buffer, _stop.Token);
            if (read == 0)
                break;
            text.Append(Encoding.UTF8.GetString(buffer, 0, read));
        }

        return text.ToString();
    }

    private static bool IsWhole(string request)
    {
        int end = request.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0)
            return false;
        string? length = request[..end].Split("\r\n").FirstOrDefault(l => l.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase));
        return length is null || Encoding.UTF8.GetByteCount(request[(end + 4)..]) >= int.Parse(length.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture);
    }
}
