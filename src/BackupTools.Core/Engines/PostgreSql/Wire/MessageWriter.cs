using System.Buffers.Binary;
using System.Text;

namespace BackupTools.Engines.PostgreSql.Wire;

/// <summary>Builds the messages that a client sends.</summary>
internal static class MessageWriter
{
    private const int ProtocolVersion = 3 << 16;
    private const int CancelRequestCode = 80877102;

    /// <summary>CopyDone.</summary>
    public static readonly byte[] CopyDone = Message('c', []);

    /// <summary>Terminate.</summary>
    public static readonly byte[] Terminate = Message('X', []);

    /// <summary>CopyFail, with its reason.</summary>
    public static byte[] CopyFail(string reason) => Message('f', [.. Encoding.UTF8.GetBytes(reason), 0]);

    /// <summary>Query.</summary>
    public static byte[] Query(byte[] sql) => Message('Q', [.. sql, 0]);

    /// <summary>PasswordMessage, SASLInitialResponse and SASLResponse have one type.</summary>
    public static byte[] Password(ReadOnlySpan<byte> content) => Message('p', content);

    /// <summary>SASLInitialResponse.</summary>
    public static byte[] SaslInitialResponse(string mechanism, byte[] data)
    {
        byte[] length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, data.Length);
        return Message('p', [.. Encoding.ASCII.GetBytes(mechanism), 0, .. length, .. data]);
    }

    /// <summary>StartupMessage.</summary>
    public static byte[] Startup(IEnumerable<(string Name, string Value)> parameters)
    {
        List<byte> content = [];
        foreach ((string name, string value) in parameters)
            content.AddRange([.. Encoding.UTF8.GetBytes(name), 0, .. Encoding.UTF8.GetBytes(value), 0]);
        content.Add(0);
        byte[] result = new byte[content.Count + 8];
        BinaryPrimitives.WriteInt32BigEndian(result, result.Length);
        BinaryPrimitives.WriteInt32BigEndian(result.AsSpan(4), ProtocolVersion);
        content.CopyTo(result, 8);
        return result;
    }

    /// <summary>CancelRequest.</summary>
    public static byte[] CancelRequest(int processId, byte[] secretKey)
    {
        byte[] result = new byte[12 + secretKey.Length];
        BinaryPrimitives.WriteInt32BigEndian(result, result.Length);
        BinaryPrimitives.WriteInt32BigEndian(result.AsSpan(4), CancelRequestCode);
        BinaryPrimitives.WriteInt32BigEndian(result.AsSpan(8), processId);
        secretKey.CopyTo(result, 12);
        return result;
    }

    /// <summary>Writes the header of a CopyData message.</summary>
    public static void CopyDataHeader(Span<byte> header, int length)
    {
        header[0] = (byte)'d';
        BinaryPrimitives.WriteInt32BigEndian(header[1..], length + 4);
    }

    private static byte[] Message(char type, ReadOnlySpan<byte> content)
    {
        byte[] result = new byte[content.Length + 5];
        result[0] = (byte)type;
        BinaryPrimitives.WriteInt32BigEndian(result.AsSpan(1), content.Length + 4);
        content.CopyTo(result.AsSpan(5));
        return result;
    }
}
