using System.Buffers.Binary;
using System.Text;

namespace BackupTools.Tests.Servers.MongoDb.Wire;

/// <summary>Reads the messages that a driver sends: OP_MSG, and OP_QUERY, by which it says hello and logs in.</summary>
internal static class WireReader
{
    public const int Message = 2013;

    private const int Query = 2004;
    private const int HeaderLength = 16;
    private const int LongestMessage = 48_000_000;
    private const int ChecksumPresent = 1;
    private const int MoreToCome = 2;

    /// <summary>The next command; null where the sender has closed its end.</summary>
    /// <exception cref="InvalidDataException">What was sent is no message that is known here.</exception>
    public static async Task<WireCommand?> ReadAsync(Stream stream, CancellationToken token)
    {
        byte[] header = new byte[HeaderLength];
        if (await stream.ReadAtLeastAsync(header, HeaderLength, throwOnEndOfStream: false, token) < HeaderLength)
            return null;
        int length = Int32(header, 0);
        if (length is < HeaderLength + 5 or > LongestMessage)
            throw new InvalidDataException($"A message of {length} bytes.");
        byte[] content = new byte[length - HeaderLength];
        await stream.ReadExactlyAsync(content, token);
        return Int32(header, 12) switch
        {
            Message => ReadMessage(Int32(header, 4), content),
            Query => ReadQuery(Int32(header, 4), content),
            int other => throw new InvalidDataException($"A message of kind {other}."),
        };
    }

    private static WireCommand ReadMessage(int requestId, byte[] content)
    {
        int flags = Int32(content, 0);
        int end = (flags & ChecksumPresent) != 0 ? content.Length - 4 : content.Length;
        byte[]? body = null;
        List<WireSequence> sequences = [];
        for (int at = 4; at < end;)
        {
            byte kind = content[at++];
            int length = Int32(content, at);
            if (length < 5 || length > end - at)
                throw new InvalidDataException($"A section of {length} bytes, where {end - at} are left.");
            if (kind == 0)
            {
                body = content[at..(at + length)];
            }
            else if (kind == 1)
            {
                int nameEnd = Array.IndexOf(content, (byte)0, at + 4);
                sequences.Add(new WireSequence(Encoding.UTF8.GetString(content, at + 4, nameEnd - at - 4), content[(nameEnd + 1)..(at + length)]));
            }
            else
            {
                throw new InvalidDataException($"A section of kind {kind}.");
            }

            at += length;
        }

        return new WireCommand(
            requestId, body ?? throw new InvalidDataException("A message without a body."), sequences, null, (flags & MoreToCome) != 0);
    }

    private static WireCommand ReadQuery(int requestId, byte[] content)
    {
        int nameEnd = Array.IndexOf(content, (byte)0, 4);
        string name = Encoding.UTF8.GetString(content, 4, nameEnd - 4);
        int at = nameEnd + 1 + 8;
        return name.EndsWith(".$cmd", StringComparison.Ordinal)
            ? new WireCommand(requestId, content[at..(at + Int32(content, at))], [], name[..^".$cmd".Length], false)
            : throw new InvalidDataException("A query that is no command.");
    }

    private static int Int32(byte[] bytes, int at) => BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at, 4));
}
