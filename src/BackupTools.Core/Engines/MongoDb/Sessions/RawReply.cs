using System.Buffers;
using MongoDB.Bson;

namespace BackupTools.Engines.MongoDb.Sessions;

/// <summary>The bytes of a server's answer, in memory from a pool.</summary>
internal sealed class RawReply : IDisposable
{
    private byte[] _bytes;

    private RawReply(byte[] bytes, int length)
    {
        _bytes = bytes;
        Length = length;
    }

    /// <summary>How many bytes there are.</summary>
    public int Length { get; }

    /// <summary>The answer: one document.</summary>
    public ReadOnlyMemory<byte> Memory => _bytes.AsMemory(0, Length);

    /// <summary>Copies an answer out of the driver's memory.</summary>
    public static RawReply Of(RawBsonDocument answer)
    {
        int length = answer.Slice.Length;
        byte[] bytes = ArrayPool<byte>.Shared.Rent(length);
        answer.Slice.GetBytes(0, bytes, 0, length);
        return new RawReply(bytes, length);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_bytes.Length > 0)
            ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
    }
}
