using BackupTools.Abstractions;

namespace BackupTools.Compressors;

/// <summary>
/// Hands a decoder room to write into: never much more than has come out or gone in so far, and at most one byte more
/// than is expected, so that a stream that holds too much is noticed and never followed.
/// </summary>
internal struct DecompressedOutput
{
    private const int SmallestStep = 64 * 1024;

    private readonly string _codec;
    private readonly ChunkBuffer _buffer;
    private readonly long _expected;
    private readonly int _step;
    private long _produced;

    public DecompressedOutput(string codec, ChunkBuffer buffer, long expected, int compressedLength)
    {
        if (expected < 0 || expected >= Array.MaxLength)
            throw CodecErrors.Damaged(codec, $"it cannot hold {expected:N0} bytes in one piece");
        _codec = codec;
        _buffer = buffer;
        _expected = expected;
        _step = (int)Math.Min(Math.Max(SmallestStep, compressedLength * 4L), Array.MaxLength);
    }

    /// <summary>Room for at least one byte.</summary>
    public readonly Span<byte> GetRoom()
    {
        int room = (int)(_expected - _produced + 1);
        Span<byte> span = _buffer.GetSpan(Math.Min(room, _step));
        return span.Length > room ? span[..room] : span;
    }

    /// <summary>Takes over what the decoder wrote.</summary>
    public void Advance(int count)
    {
        _produced += count;
        if (_produced > _expected)
            throw CodecErrors.WrongLength(_codec, _expected, more: true);
        _buffer.Advance(count);
    }

    /// <summary>To be called at the stream's end.</summary>
    public readonly void Complete()
    {
        if (_produced != _expected)
            throw CodecErrors.WrongLength(_codec, _expected, more: false);
    }
}
