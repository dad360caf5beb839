namespace BackupTools.Storages.Shared;

/// <summary>One part of an upload in memory, in blocks, so that large parts need no large arrays. It can be sent again and again.</summary>
internal sealed class PartBuffer
{
    private const int BlockSize = 1024 * 1024;
    private readonly List<byte[]> _blocks = [];

    /// <summary>How many bytes are in it.</summary>
    public int Length { get; private set; }

    /// <summary>Appends bytes.</summary>
    /// <param name="bytes">The bytes to copy in.</param>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            int offset = Length % BlockSize;
            if (Length / BlockSize == _blocks.Count)
                _blocks.Add(new byte[BlockSize]);
            int count = Math.Min(bytes.Length, BlockSize - offset);
            bytes[..count].CopyTo(_blocks[Length / BlockSize].AsSpan(offset));
            Length += count;
            bytes = bytes[count..];
        }
    }

    /// <summary>Forgets the content, and keeps the memory for the next part.</summary>
    public void Clear() => Length = 0;

    /// <summary>The content in pieces.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Pieces()
    {
        for (int offset = 0; offset < Length; offset += BlockSize)
            yield return _blocks[offset / BlockSize].AsMemory(0, Math.Min(BlockSize, Length - offset));
    }

    /// <summary>The content as a stream that can be sought in.</summary>
    /// <param name="moved">Is told whenever something of it was read: a sign that it is being sent.</param>
    public Stream OpenRead(Action moved) => new Reading(this, moved);

    private sealed class Reading(PartBuffer buffer, Action moved) : Stream
    {
        private int _position;

        public override bool CanRead => true;

        public override bool CanSeek => true;

        public override bool CanWrite => false;

        public override long Length => buffer.Length;

        public override long Position { get => _position; set => _position = checked((int)value); }

        public override int Read(Span<byte> destination)
        {
            if (_position >= buffer.Length)
                return 0;
            moved();
            int offset = _position % BlockSize;
            int count = Math.Min(Math.Min(destination.Length, BlockSize - offset), buffer.Length - _position);
            buffer._blocks[_position / BlockSize].AsSpan(offset, count).CopyTo(destination);
            _position += count;
            return count;
        }

        public override int Read(byte[] array, int offset, int count) => Read(array.AsSpan(offset, count));

        public override Task<int> ReadAsync(byte[] array, int offset, int count, CancellationToken cancellationToken) =>
            Task.FromResult(Read(array.AsSpan(offset, count)));

        public override ValueTask<int> ReadAsync(Memory<byte> destination, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(Read(destination.Span));

        public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
        {
            SeekOrigin.Begin => offset,
            SeekOrigin.Current => _position + offset,
            _ => buffer.Length + offset,
        };

        public override void Flush()
        {
        }

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] array, int offset, int count) => throw new NotSupportedException();
    }
}
