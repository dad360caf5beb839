using System.Buffers.Binary;

namespace BackupTools.Tests.Servers.MongoDb.Wire;

/// <summary>The messages that answer a driver.</summary>
internal static class WireReply
{
    private const int Reply = 1;
    private const int AwaitCapable = 8;

    private static int _lastId;

    /// <summary>The message that answers a command with a document.</summary>
    /// <param name="command">What is answered.</param>
    /// <param name="body">The document's bytes, which nobody looks at here.</param>
    public static byte[] To(WireCommand command, byte[] body)
    {
        byte[] message = new byte[16 + (command.QueryDatabase is null ? 5 : 20) + body.Length];
        int[] fields = command.QueryDatabase is null
            ? [message.Length, Interlocked.Increment(ref _lastId), command.RequestId, WireReader.Message, 0]
            : [message.Length, Interlocked.Increment(ref _lastId), command.RequestId, Reply, AwaitCapable, 0, 0, 0, 1];
        for (int i = 0; i < fields.Length; i++)
            BinaryPrimitives.WriteInt32LittleEndian(message.AsSpan(i * 4), fields[i]);
        body.CopyTo(message, message.Length - body.Length);
        return message;
    }
}
