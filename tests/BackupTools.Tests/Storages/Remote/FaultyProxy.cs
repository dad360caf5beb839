using System.Net;
using System.Net.Sockets;
using System.Text;

namespace BackupTools.Tests.Storages.Remote;

/// <summary>What becomes of one request.</summary>
public enum Fault
{
    /// <summary>The service says that it is busy.</summary>
    Busy,

    /// <summary>The connection is cut in the middle of the request.</summary>
    CutRequest,

    /// <summary>The service does what was asked for, and its answer is lost.</summary>
    LostAnswer,

    /// <summary>The service does what was asked for, and half of its answer arrives.</summary>
    CutAnswer,

    /// <summary>Nothing comes for longer than anybody waits.</summary>
    Silence,

    /// <summary>One byte of the request's content arrives as another.</summary>
    Altered,
}

/// <summary>Stands before a service of HTTP and passes requests on, but for those that it is told to spoil.</summary>
internal sealed class FaultyProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Uri _service;
    private readonly Func<int, string, Fault?> _choose;
    private readonly Task _serving;
    private int _calls;

    /// <param name="service">The address of the service.</param>
    /// <param name="choose">Of the number of a request, from 1, and its head: how it is spoiled; null for not at all.</param>
    public FaultyProxy(Uri service, Func<int, string, Fault?> choose)
    {
        (_service, _choose) = (service, choose);
        _listener.Start();
        _serving = ServeAsync();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    /// <summary>The first line of each request that came.</summary>
    public System.Collections.Concurrent.ConcurrentQueue<string> Lines { get; } = new();

    /// <summary>How many requests came.</summary>
    public int Calls => _calls;

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
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            client.NoDelay = true;
            try
            {
                await ServeAsync(client, client.GetStream());
            }
            catch (Exception e) when (e is OperationCanceledException or IOException or SocketException)
            {
                // One of the two has left.
            }
        }
    }

    private async Task ServeAsync(TcpClient client, NetworkStream stream)
    {
        string head = await ReadHeadAsync(stream);
        if (head.Length == 0)
            return;
        Lines.Enqueue(head.Split("\r\n")[0]);
        Fault? fault = _choose(Interlocked.Increment(ref _calls), head);
        if (head.Contains("Expect: 100-continue", StringComparison.OrdinalIgnoreCase))
            await stream.WriteAsync("HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray(), _stop.Token);
        int length = head.Split("\r\n").Where(l => l.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase)).Select(l => int.Parse(l[15..], System.Globalization.CultureInfo.InvariantCulture)).FirstOrDefault();
        bool isChunked = head.Contains("Transfer-Encoding: chunked", StringComparison.OrdinalIgnoreCase);
        byte[] body = isChunked ? await ReadChunksAsync(stream, fault == Fault.CutRequest) : new byte[length];
        if (!isChunked)
            await stream.ReadExactlyAsync(body.AsMemory(0, fault == Fault.CutRequest ? length / 2 : length), _stop.Token);
        if (fault == Fault.CutRequest)
        {
            client.LingerState = new LingerOption(true, 0);
            return;
        }

        if (fault == Fault.Busy)
        {
            string text = head.StartsWith("HEAD", StringComparison.Ordinal) ? "" : "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>";
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 503 Slow Down\r\nContent-Type: application/xml\r\nContent-Length: {text.Length}\r\nConnection: close\r\n\r\n{text}"), _stop.Token);
            return;
        }

        if (fault == Fault.Silence)
            await Task.Delay(Timeout.Infinite, _stop.Token);
        if (fault == Fault.Altered && length > 0)
            body[length / 2] ^= 1;
        byte[] answer = await AskAsync(head, body);
        if (fault == Fault.LostAnswer)
            client.LingerState = new LingerOption(true, 0);
        else
            await stream.WriteAsync(fault == Fault.CutAnswer ? answer.AsMemory(0, Math.Max(20, answer.Length - 10)) : answer, _stop.Token);
    }

    private async Task<byte[]> AskAsync(string head, byte[] body)
    {
        using TcpClient upstream = new();
        await upstream.ConnectAsync(_service.Host, _service.Port, _stop.Token);
        NetworkStream stream = upstream.GetStream();
        IEnumerable<string> lines = head.TrimEnd().Split("\r\n")
            .Where(l => !l.StartsWith("Expect:", StringComparison.OrdinalIgnoreCase) && !l.StartsWith("Connection:", StringComparison.OrdinalIgnoreCase));

        // In one piece: a server that answers without reading what else comes, and closes then, takes its answer back.
        byte[] whole = [.. Encoding.Latin1.GetBytes(string.Join("\r\n", lines) + "\r\nConnection: close\r\n\r\n"), .. body];
        await stream.WriteAsync(whole, _stop.Token);
        using MemoryStream answer = new();
        await stream.CopyToAsync(answer, _stop.Token);
        byte[] bytes = answer.ToArray();
        int end = bytes.AsSpan().IndexOf("\r\n\r\n"u8);
        string answered = Encoding.Latin1.GetString(bytes, 0, Math.Max(0, end));
        return answered.Contains("Connection: close", StringComparison.OrdinalIgnoreCase)
            ? bytes
            : [.. Encoding.Latin1.GetBytes(answered + "\r\nConnection: close"), .. bytes[end..]];
    }

    /// <summary>What comes in pieces, with their sizes; or only the first.</summary>
    private async Task<byte[]> ReadChunksAsync(NetworkStream stream, bool isFirst)
    {
        using MemoryStream body = new();
        while (true)
        {
            string line = await ReadLineAsync(stream);
            body.Write(Encoding.Latin1.GetBytes(line));
            int count = int.Parse(line.TrimEnd(), System.Globalization.NumberStyles.HexNumber, System.Globalization.CultureInfo.InvariantCulture);
            byte[] piece = new byte[count + 2];
            await stream.ReadExactlyAsync(piece, _stop.Token);
            body.Write(piece);
            if (count == 0 || isFirst)
                return body.ToArray();
        }
    }

    private async Task<string> ReadLineAsync(NetworkStream stream)
    {
        StringBuilder line = new();
        byte[] one = new byte[1];
        while (!line.ToString().EndsWith('\n'))
        {
            await stream.ReadExactlyAsync(one, _stop.Token);
            line.Append((char)one[0]);
        }

        return line.ToString();
    }

    private async Task<string> ReadHeadAsync(NetworkStream stream)
    {
        List<byte> head = [];
        byte[] one = new byte[1];
        while (await stream.ReadAsync(one, _stop.Token) == 1)
        {
            head.Add(one[0]);
            if (head.Count >= 4 && head[^1] == '\n' && head[^3] == '\n')
                return Encoding.Latin1.GetString([.. head]);
        }

        return "";
    }
}
