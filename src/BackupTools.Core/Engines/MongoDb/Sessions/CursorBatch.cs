using BackupTools.Engines.MongoDb.Bson;

namespace BackupTools.Engines.MongoDb.Sessions;

/// <summary>The documents of one answer of a cursor, as their bytes.</summary>
internal sealed class CursorBatch : IDisposable
{
    private readonly RawReply _reply;
    private int _next;
    private readonly int _end;

    private CursorBatch(RawReply reply, long cursor, int start, int end, ulong? clusterTime)
    {
        _reply = reply;
        Cursor = cursor;
        _next = start;
        _end = end;
        ClusterTime = clusterTime;
    }

    /// <summary>The cursor's number; 0 where it has ended.</summary>
    public long Cursor { get; }

    /// <summary>The moment that the cursor reads, as the server counts it; null where it does not say.</summary>
    public ulong? ClusterTime { get; }

    /// <summary>True where no document is left in it.</summary>
    public bool IsEmpty => _next >= _end;

    /// <summary>Finds the batch in an answer, whose owner it becomes.</summary>
    /// <exception cref="BsonFormatException">Where there is none.</exception>
    public static CursorBatch Of(RawReply reply)
    {
        try
        {
            ReadOnlySpan<byte> all = reply.Memory.Span;
            BsonElements answer = new(all);
            if (!answer.Find("cursor"u8) || answer.Kind != BsonKind.Document)
                throw new BsonFormatException("has no cursor");
            int offset = OffsetOf(all, answer.Value);
            BsonElements cursor = new(answer.Value);
            long? id = null;
            (int Start, int End)? documents = null;
            ulong? time = null;
            while (cursor.Next())
            {
                if (cursor.NameBytes.SequenceEqual("id"u8))
                    id = cursor.Number;
                else if (cursor.Kind == BsonKind.Array && (cursor.NameBytes.SequenceEqual("firstBatch"u8) || cursor.NameBytes.SequenceEqual("nextBatch"u8)))
                    documents = (OffsetOf(all, cursor.Value) + sizeof(int), OffsetOf(all, cursor.Value) + cursor.Value.Length - 1);
                else if (cursor.Kind == BsonKind.Timestamp && cursor.NameBytes.SequenceEqual("atClusterTime"u8))
                    time = System.Buffers.Binary.BinaryPrimitives.ReadUInt64LittleEndian(cursor.Value);
            }

            return id is { } number && documents is { } found
                ? new CursorBatch(reply, number, found.Start, found.End, time)
                : throw new BsonFormatException("has a cursor without number or documents");
        }
        catch
        {
            reply.Dispose();
            throw;
        }
    }

    /// <summary>Takes the next document.</summary>
    /// <param name="document">Its bytes, readable until the batch is disposed.</param>
    /// <returns>False where there is none.</returns>
    /// <exception cref="BsonFormatException">Where the bytes are none.</exception>
    public bool TryNext(out ReadOnlyMemory<byte> document)
    {
        document = default;
        if (_next >= _end)
            return false;
        ReadOnlySpan<byte> rest = _reply.Memory.Span[_next.._end];
        int name = rest.IndexOf((byte)0);
        if (rest[0] != BsonKind.Document || name < 1)
            throw new BsonFormatException("has something else than documents in its batch");
        int start = _next + name + 1;
        int length = BsonElements.LengthOf(_reply.Memory.Span[start.._end]);
        document = _reply.Memory.Slice(start, length);
        if (document.Span[^1] != 0)
            throw new BsonFormatException("has a document that does not end with a zero");
        _next = start + length;
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _reply.Dispose();

    private static int OffsetOf(ReadOnlySpan<byte> all, ReadOnlySpan<byte> part) =>
        (int)System.Runtime.CompilerServices.Unsafe.ByteOffset(
            ref System.Runtime.InteropServices.MemoryMarshal.GetReference(all), ref System.Runtime.InteropServices.MemoryMarshal.GetReference(part));
}
