namespace BackupTools.Storages.WebDav.Wire;

/// <summary>Passes on what is read, until more came than was allowed since it was last renewed.</summary>
internal sealed class BudgetStream(Stream inner, int budget, Action moved, CancellationToken cancellationToken) : Stream
{
    private int _used;

    /// <summary>True where the stream ended.</summary>
    public bool HasEnded { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public void Renew() => _used = 0;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken token = default)
    {
        if (_used >= budget)
            throw new DavFormatException("the server says more of one file than there can be");
        int read = await inner.ReadAsync(buffer, cancellationToken); // A reader of XML passes no token on.
        moved();
        _used += read;
        HasEnded |= read == 0;
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken token) => ReadAsync(buffer.AsMemory(offset, count), token).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
