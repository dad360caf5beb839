using System.Buffers.Binary;
using System.Text;

namespace BackupTools.Engines.MySql.Wire;

/// <summary>Makes what the client sends.</summary>
internal static class PacketWriter
{
    private const byte Quit = 1;
    private const byte Query = 3;
    private const int LongestCopied = 64 * 1024;

    /// <summary>Every server takes packets of this size.</summary>
    private const int FilePacket = 64 * 1024;

    /// <summary>The command that ends the session.</summary>
    public static readonly byte[] QuitPacket = [1, 0, 0, 0, Quit];

    /// <summary>Sends a statement, in as many packets as it needs.</summary>
    /// <param name="stream">Receives them.</param>
    /// <param name="sql">The statement.</param>
    /// <param name="cancellationToken">Stops the sending.</param>
    /// <returns>The number of the packet that the answer begins with.</returns>
    public static async ValueTask<byte> SendQueryAsync(Stream stream, ReadOnlyMemory<byte> sql, CancellationToken cancellationToken)
    {
        byte sequence = 0;
        ReadOnlyMemory<byte> rest = sql;
        bool isFirst = true;
        while (true)
        {
            int room = PacketReader.FullPacket - (isFirst ? 1 : 0);
            int count = Math.Min(rest.Length, room);
            int length = count + (isFirst ? 1 : 0);
            // What is long goes out from where it is; a short statement goes in one piece.
            int head = PacketReader.HeaderLength + (isFirst ? 1 : 0);
            int together = count <= LongestCopied ? count : 0;
            byte[] packet = new byte[head + together];
            WriteHeader(packet, length, sequence++);
            if (isFirst)
                packet[PacketReader.HeaderLength] = Query;
            rest[..together].CopyTo(packet.AsMemory(head));
            await stream.WriteAsync(packet, cancellationToken);
            if (together < count)
                await stream.WriteAsync(rest[..count], cancellationToken);
            rest = rest[count..];
            isFirst = false;
            if (length < PacketReader.FullPacket)
                return sequence;
        }
    }

    /// <summary>Sends the file that a server has asked for, and its end.</summary>
    /// <param name="stream">Receives it.</param>
    /// <param name="file">What is in the file.</param>
    /// <param name="sequence">The number of the first packet.</param>
    /// <param name="cancellationToken">Stops the sending.</param>
    /// <returns>The number of the packet that the answer begins with.</returns>
    public static async ValueTask<byte> SendFileAsync(Stream stream, ReadOnlyMemory<byte> file, byte sequence, CancellationToken cancellationToken)
    {
        byte[] packet = new byte[PacketReader.HeaderLength + Math.Min(file.Length, FilePacket)];
        for (ReadOnlyMemory<byte> rest = file; rest.Length > 0;)
        {
            int count = Math.Min(rest.Length, FilePacket);
            WriteHeader(packet, count, sequence++);
            rest[..count].CopyTo(packet.AsMemory(PacketReader.HeaderLength));
            await stream.WriteAsync(packet.AsMemory(0, PacketReader.HeaderLength + count), cancellationToken);
            rest = rest[count..];
        }

        await stream.WriteAsync(Packet([], sequence++), cancellationToken);
        return sequence;
    }

    /// <summary>A packet with this payload.</summary>
    public static byte[] Packet(ReadOnlySpan<byte> payload, byte sequence)
    {
        byte[] packet = new byte[PacketReader.HeaderLength + payload.Length];
        WriteHeader(packet, payload.Length, sequence);
        payload.CopyTo(packet.AsSpan(PacketReader.HeaderLength));
        return packet;
    }

    /// <summary>What asks for TLS, and begins the login.</summary>
    public static byte[] TlsRequest(Capabilities capabilities, int maxPacket, byte collation)
    {
        byte[] payload = new byte[32];
        WriteBeginning(payload, capabilities, maxPacket, collation);
        return payload;
    }

    /// <summary>The login.</summary>
    public static byte[] Login(
        Capabilities capabilities, int maxPacket, byte collation, string userName, ReadOnlySpan<byte> answer, string? database, string plugin,
        IReadOnlyList<(string Name, string Value)> attributes)
    {
        List<byte> payload = new(256);
        payload.AddRange(TlsRequest(capabilities, maxPacket, collation));
        AddText(payload, userName);
        payload.Add(checked((byte)answer.Length));
        payload.AddRange(answer);
        if (capabilities.HasFlag(Capabilities.ConnectWithDatabase))
            AddText(payload, database ?? "");
        AddText(payload, plugin);
        if (capabilities.HasFlag(Capabilities.ConnectionAttributes))
        {
            List<byte> pairs = [];
            foreach ((string name, string value) in attributes)
            {
                AddField(pairs, name);
                AddField(pairs, value);
            }

            payload.Add(checked((byte)pairs.Count));
            payload.AddRange(pairs);
        }

        return [.. payload];
    }

    private static void AddText(List<byte> payload, string text)
    {
        payload.AddRange(Encoding.UTF8.GetBytes(text));
        payload.Add(0);
    }

    private static void AddField(List<byte> payload, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        payload.Add(checked((byte)bytes.Length));
        payload.AddRange(bytes);
    }

    private static void WriteBeginning(Span<byte> payload, Capabilities capabilities, int maxPacket, byte collation)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(payload, (uint)capabilities);
        BinaryPrimitives.WriteInt32LittleEndian(payload[4..], maxPacket);
        payload[8] = collation;
    }

    private static void WriteHeader(Span<byte> packet, int length, byte sequence)
    {
        packet[0] = (byte)length;
        packet[1] = (byte)(length >> 8);
        packet[2] = (byte)(length >> 16);
        packet[3] = sequence;
    }
}
