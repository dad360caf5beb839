namespace BackupTools.Compressors;

/// <summary>
/// The deflate data of a gzip member as a stream that notices where the decoder stops. A <c>DeflateStream</c> does not
/// tell how much of its input it used; but it asks for input only when it has none left. The last byte is therefore
/// handed out alone: a decoder that ends before it never asks for it, one that needs more asks again behind it.
/// </summary>
internal sealed unsafe class DeflateBody(byte* bytes, int length) : Stream
{
    private int _position;

    /// <summary>True once the last byte was handed out.</summary>
    public bool LastByteTaken => _position == length;

    /// <summary>True once the decoder asked for input behind the last byte.</summary>
    public bool MoreWanted { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> target)
    {
        int left = length - _position;
        if (left == 0)
        {
            MoreWanted = true;
            return 0;
        }

        int count = left == 1 ? Math.Min(1, target.Length) : Math.Min(left - 1, target.Length);
        new ReadOnlySpan<byte>(bytes + _position, count).CopyTo(target);
        _position += count;
        return count;
    }

    public override int Read(byte[] target, int offset, int count) => Read(target.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] source, int offset, int count) => throw new NotSupportedException();
}
