using System.Buffers.Binary;
using System.Collections.Concurrent;
using BackupTools.Abstractions;

namespace BackupTools.Storages.Sftp.Wire;

/// <summary>
/// Requests and answers of SFTP version 3 over one channel. Any number of requests may be under way. What breaks it breaks it for all
/// of them, and for good.
/// </summary>
internal sealed class SftpWire : IDisposable
{
    /// <summary>More than any server sends that keeps to the 256 KiB of OpenSSH.</summary>
    private const int MaxPacketBytes = 300 * 1024;

    private static readonly TimeSpan ReplyTime = TimeSpan.FromSeconds(60);
    private readonly ISftpChannel _channel;
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly ConcurrentDictionary<uint, TaskCompletionSource<Reply>> _waiting = new();
    private readonly TaskCompletionSource<byte[]> _version = New<byte[]>();
    private readonly PacketAssembly _assembly = new(MaxPacketBytes);
    private uint _number;
    private Exception? _end;

    public SftpWire(ISftpChannel channel)
    {
        _channel = channel;
        channel.Received = Take;
        channel.Closed = e => Break(e ?? new EndOfStreamException("the server ended the connection"));
    }

    /// <summary>What ended it; null while it works.</summary>
    public Exception? End => Volatile.Read(ref _end);

    /// <summary>The extensions that the server names, each with its version.</summary>
    public IReadOnlyDictionary<string, string> Extensions { get; private set; } = new Dictionary<string, string>();

    /// <summary>Agrees on version 3, which every server has.</summary>
    public async Task GreetAsync(CancellationToken cancellationToken)
    {
        using (PacketWriter packet = new(PacketType.Init, 3))
            await SendAsync(packet, cancellationToken);
        byte[] answer = await WithinTimeAsync(_version.Task, ReplyTime, cancellationToken);
        Extensions = ReadExtensions(answer);
    }

    /// <summary>A packet with a new number.</summary>
    public PacketWriter Request(byte type, int capacity = 512) => new(type, Interlocked.Increment(ref _number), capacity);

    /// <summary>Sends a request, and waits for the answer.</summary>
    /// <param name="request">Is disposed.</param>
    /// <param name="cancellationToken">Stops the waiting; the server may do it all the same.</param>
    /// <param name="within">How long the answer may take; null for what is usual.</param>
    public async Task<Reply> AskAsync(PacketWriter request, CancellationToken cancellationToken, TimeSpan? within = null) =>
        await WithinTimeAsync(await BeginAsync(request, cancellationToken), within ?? ReplyTime, cancellationToken);

    /// <summary>Sends a request. When it returns the bytes are on their way; the task that it returns is the answer.</summary>
    /// <param name="request">Is disposed.</param>
    /// <param name="cancellationToken">Stops the sending, which breaks the connection where it was half done.</param>
    public async Task<Task<Reply>> BeginAsync(PacketWriter request, CancellationToken cancellationToken)
    {
        using (request)
        {
            ArraySegment<byte> packet = request.Packet;
            uint number = BinaryPrimitives.ReadUInt32BigEndian(packet.AsSpan(5));
            TaskCompletionSource<Reply> answer = New<Reply>();
            _waiting[number] = answer;
            if (End is { } end)
                answer.TrySetException(Lost(end));
            else
                await SendAsync(request, cancellationToken);
            return answer.Task;
        }
    }

    /// <summary>Waits for an answer. Where none comes in time the connection counts as broken.</summary>
    public async Task<T> WithinTimeAsync<T>(Task<T> answer, TimeSpan within, CancellationToken cancellationToken)
    {
        try
        {
            return await answer.WaitAsync(within, cancellationToken);
        }
        catch (TimeoutException e)
        {
            Break(e);
            throw Lost(new TimeoutException($"no answer came within {Figures.Duration(within)}"));
        }
    }

    public void Dispose()
    {
        Break(new ObjectDisposedException(nameof(SftpWire)));
        _channel.Dispose();
    }

    private async Task SendAsync(PacketWriter packet, CancellationToken cancellationToken)
    {
        await _sending.WaitAsync(cancellationToken);
        try
        {
            // The channel blocks where the server has no room. Half a packet cannot be taken back, so it is sent to its end.
            await Task.Run(() => _channel.Send(packet.Packet.Array!, 0, packet.Packet.Count), CancellationToken.None);
        }
        catch (Exception e) when (e is not BackupException)
        {
            Break(e);
        }
        finally
        {
            _sending.Release();
        }
    }

    private void Take(ArraySegment<byte> bytes)
    {
        try
        {
            _assembly.Take(bytes, Deliver);
        }
        catch (Exception e) when (e is SftpProtocolException)
        {
            Break(e);
        }
    }

    private void Deliver(byte type, byte[] content)
    {
        if (type == PacketType.Version)
        {
            _version.TrySetResult(content);
            return;
        }

        if (content.Length < sizeof(uint) || !_waiting.TryRemove(BinaryPrimitives.ReadUInt32BigEndian(content), out TaskCompletionSource<Reply>? waiting))
            throw new SftpProtocolException("an answer came that nobody had asked for");
        waiting.TrySetResult(new Reply(type, content));
    }

    private void Break(Exception reason)
    {
        if (Interlocked.CompareExchange(ref _end, reason, null) is not null)
            return;
        Exception lost = Lost(reason);
        _version.TrySetException(lost);
        foreach (TaskCompletionSource<Reply> waiting in _waiting.Values)
            waiting.TrySetException(lost);
    }

    private static Exception Lost(Exception reason) => reason as SftpProtocolException ?? (Exception)new SftpLostException(reason);

    private static Dictionary<string, string> ReadExtensions(byte[] answer)
    {
        PacketReader reader = new(answer);
        uint version = reader.Int();
        if (version != 3)
            throw new SftpProtocolException($"the server speaks version {version} of SFTP and was asked for 3");
        Dictionary<string, string> result = [];
        while (!reader.IsAtEnd)
        {
            string name = reader.Text();
            result[name] = reader.Text();
        }

        return result;
    }

    /// <summary>Nobody may be left to look at an answer that failed, which is no reason to complain.</summary>
    private static TaskCompletionSource<T> New<T>()
    {
        TaskCompletionSource<T> result = new(TaskCreationOptions.RunContinuationsAsynchronously);
        result.Task.ContinueWith(
            t => t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return result;
    }
}
