namespace BackupTools.Jobs;

/// <summary>The next bytes of a stream, as a stream that ends behind them.</summary>
internal sealed class PartOfStream(Stream inner, long length) : Stream
{
    /// <summary>How many have not been read.</summary>
    public long Left { get; private set; } = length;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        if (Left == 0)
            return 0;
        int read = inner.Read(buffer[..(int)Math.Min(buffer.Length, Left)]);
        if (read == 0 && buffer.Length > 0)
            throw new EndOfStreamException();
        Left -= read;
        return read;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
