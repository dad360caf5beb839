using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;

namespace BackupTools.Jobs;

/// <summary>
/// A gzip file as a stream that notices where it is cut off or altered, which the framework's own takes for its end. The framework's decoder does
/// not say where it stopped; but it asks for input only when it has none left, so a member ends within what it was last given, where its length
/// and checksum stand.
/// </summary>
internal sealed class GzipReading : Stream
{
    private const int TrailerLength = 8, LongestText = 64 * 1024;
    private const int HasChecksum = 2, HasExtra = 4, HasName = 8, HasComment = 16;

    private readonly Stream _file;
    private readonly LastInput _input;
    private readonly Crc32 _checksum = new();
    private DeflateStream? _body;
    private uint _length;
    private bool _hasEnded;

    /// <summary>Begins.</summary>
    /// <param name="file">A file that can be read at any place; closed with this.</param>
    public GzipReading(Stream file)
    {
        _file = file;
        _input = new LastInput(file);
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        while (!_hasEnded && buffer.Length > 0)
        {
            _body ??= Begin();
            int count = _body.Read(buffer);
            if (count > 0)
            {
                _checksum.Append(buffer[..count]);
                _length += (uint)count;
                return count;
            }

            End();
        }

        return 0;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _body?.Dispose();
            _input.Dispose();
            _file.Dispose();
        }

        base.Dispose(disposing);
    }

    private DeflateStream Begin()
    {
        Span<byte> header = stackalloc byte[10];
        _file.ReadExactly(header);
        if (header is not [0x1F, 0x8B, 8, ..])
            throw new InvalidDataException("No member begins there.");
        int flags = header[3];
        if ((flags & HasExtra) != 0)
        {
            _file.ReadExactly(header[..2]);
            _file.Position += BinaryPrimitives.ReadUInt16LittleEndian(header);
        }

        if ((flags & HasName) != 0)
            SkipText();
        if ((flags & HasComment) != 0)
            SkipText();
        if ((flags & HasChecksum) != 0)
            _file.ReadExactly(header[..2]);
        _checksum.Reset();
        _length = 0;
        return new DeflateStream(_input, CompressionMode.Decompress, leaveOpen: true);
    }

    private void SkipText()
    {
        for (int i = 0; _file.ReadByte() is var b && b != 0; i++)
        {
            if (b < 0 || i == LongestText)
                throw new InvalidDataException("The header does not end.");
        }
    }

    /// <summary>Finds the end of the member, and what follows it.</summary>
    private void End()
    {
        _body!.Dispose();
        _body = null;
        Span<byte> trailer = stackalloc byte[TrailerLength];
        BinaryPrimitives.WriteUInt32LittleEndian(trailer, _checksum.GetCurrentHashAsUInt32());
        BinaryPrimitives.WriteUInt32LittleEndian(trailer[4..], _length);
        byte[] last = new byte[_input.Last.Length + TrailerLength];
        _input.Last.CopyTo(last);
        _file.Position = _input.Start + _input.Last.Length;
        int length = _input.Last.Length + _file.ReadAtLeast(last.AsSpan(_input.Last.Length), TrailerLength, throwOnEndOfStream: false);
        int at = last.AsSpan(0, length).IndexOf(trailer);
        if (at < 0)
            throw new InvalidDataException("The member does not end, or is altered.");
        _file.Position = _input.Start + at + TrailerLength;

        // Tapes and some tools fill up with zeros; anything else is another member.
        int next;
        while ((next = _file.ReadByte()) == 0)
        {
        }

        _hasEnded = next < 0;
        if (!_hasEnded)
            _file.Position--;
    }

    /// <summary>Passes a file on, and keeps what was read last.</summary>
    private sealed class LastInput(Stream file) : Stream
    {
        private readonly byte[] _last = new byte[16 * 1024];
        private int _length;

        /// <summary>Where in the file that begins.</summary>
        public long Start { get; private set; }

        /// <summary>What was read last.</summary>
        public ReadOnlySpan<byte> Last => _last.AsSpan(0, _length);

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            Span<byte> wanted = buffer[..Math.Min(buffer.Length, _last.Length)];
            long start = file.Position;
            int count = file.Read(wanted);
            if (count == 0)
                return 0;
            (Start, _length) = (start, count);
            wanted[..count].CopyTo(_last);
            return count;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
