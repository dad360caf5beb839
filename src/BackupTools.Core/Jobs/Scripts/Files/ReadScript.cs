using System.IO.Hashing;
using BackupTools.Abstractions;

namespace BackupTools.Jobs;

/// <summary>A stream that is read forward, counted, and whose errors say which file it is.</summary>
internal sealed class ReadScript(Stream inner, string path, Action<long>? count = null) : Stream
{
    private readonly Crc32 _checksum = new();
    private long _length;

    /// <summary>What must have been read when it ends; null where nothing says so.</summary>
    public (uint Checksum, long Length)? Expected { get; init; }

    public override bool CanRead => true;

    public override bool CanSeek => inner.CanSeek;

    public override bool CanWrite => false;

    public override long Length => inner.Length;

    public override long Position { get => inner.Position; set => inner.Position = value; }

    /// <summary>What an error of reading means; null where it is none.</summary>
    public static BackupException? Translate(Exception error, string path) => error switch
    {
        ZstdSharp.ZstdException { Code: ZstdSharp.Unsafe.ZSTD_ErrorCode.ZSTD_error_frameParameter_windowTooLarge } => new BackupException(
            ErrorCode.ScriptInvalid, $"'{path}' is compressed in a way that takes more memory to undo than zstd's own command allows (--long).", "Decompress it first.", path, error),
        InvalidDataException or EndOfStreamException or ZstdSharp.ZstdException => new BackupException(
            ErrorCode.ScriptInvalid, $"'{path}' is damaged or cut off: what is compressed or packed in it cannot be read to its end.", "Take a complete copy of it.", path, error),
        IOException or UnauthorizedAccessException => new BackupException(
            ErrorCode.ScriptInaccessible, $"'{path}' cannot be read: {error.Message.TrimEnd('.')}.", "Check the permissions and the disk.", path, error),
        _ => null,
    };

    public override int Read(byte[] buffer, int offset, int length) => Read(buffer.AsSpan(offset, length));

    public override int Read(Span<byte> buffer)
    {
        int read;
        try
        {
            read = inner.Read(buffer);
            if (Expected is not null)
                Check(buffer, read);
        }
        catch (Exception e) when (Translate(e, path) is { } error)
        {
            throw error;
        }

        count?.Invoke(read);
        return read;
    }

    private void Check(Span<byte> buffer, int read)
    {
        _checksum.Append(buffer[..read]);
        _length += read;
        if (read == 0 && buffer.Length > 0 && Expected != (_checksum.GetCurrentHashAsUInt32(), _length))
            throw new InvalidDataException("The content is not what its checksum says.");
    }

    public override long Seek(long offset, SeekOrigin origin) => inner.Seek(offset, origin);

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int length) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }
}
