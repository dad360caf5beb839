using System.Buffers.Binary;
using BackupTools.Abstractions;

namespace BackupTools.Compressors;

/// <summary>Zstandard (RFC 8878) at level 1: the default, since it is the fastest both ways, and on every machine.</summary>
public sealed class ZstdCompressor : ICompressor
{
    private const int Level = 1;

    /// <summary>
    /// Level 1 looks back 512 KiB through a table of 2^14 places. With 2 MiB and 2^16, database pages come out 8 %
    /// smaller for 15 % more time.
    /// </summary>
    private const int PagesWindowLog = 21, PagesHashLog = 16;

    /// <summary>
    /// Rows as text are the smaller the nearer the match, and a table that stays in the processor's first cache is faster:
    /// a fifth less time than with what is good for pages.
    /// </summary>
    private const int TextWindowLog = 19, TextHashLog = 13;

    /// <summary>The beginning that shows what the content is. Every database page has zeros, and no text has any.</summary>
    private const int SampleLength = 64 * 1024;

    /// <summary>8 MiB, the window every decoder should accept; what a hostile frame can make the decoder reserve.</summary>
    private const int WindowLogMax = 23;

    private const uint FrameMagic = 0xFD2FB528;

    private static readonly Lazy<ZstdLoader.Result> Installed =
        new(() => ZstdLoader.Load(Environment.GetEnvironmentVariable(ZstdLoader.Variable)));

    private readonly Lazy<ZstdLoader.Result> _library;

    /// <summary>Uses libzstd where it is installed, else the managed one; looks when it is first needed.</summary>
    public ZstdCompressor()
        : this(Installed)
    {
    }

    internal ZstdCompressor(Lazy<ZstdLoader.Result> library) => _library = library;

    /// <inheritdoc/>
    public string Id => "zstd";

    /// <inheritdoc/>
    public string Extension => ".zst";

    /// <inheritdoc/>
    public string? UnavailableReason => _library.Value.Problem;

    private ZstdLibrary Library => _library.Value.Library ?? throw new BackupException(
        ErrorCode.CodecUnavailable, $"The codec 'zstd' cannot be used on this machine. {UnavailableReason}",
        $"Remove the variable {ZstdLoader.Variable}, or have it name libzstd.", Id);

    /// <inheritdoc/>
    public int GetMaxCompressedLength(int rawLength) => (int)Math.Min(Library.CompressBound(rawLength), Array.MaxLength);

    /// <inheritdoc/>
    public void Compress(ReadOnlySpan<byte> raw, ChunkBuffer output)
    {
        ZstdLibrary library = Library;
        Span<byte> room = output.GetSpan(GetMaxCompressedLength(raw.Length));
        bool isText = !raw[..Math.Min(raw.Length, SampleLength)].Contains((byte)0);
        nint context = isText
            ? library.RentCompressor(Level, TextWindowLog, TextHashLog)
            : library.RentCompressor(Level, PagesWindowLog, PagesHashLog);
        try
        {
            nuint written = library.Compress(context, room, raw);
            if (library.IsError(written))
                throw CodecErrors.TooLarge(Id, raw.Length);
            output.Advance((int)written);
        }
        finally
        {
            library.ReturnCompressor(context);
        }
    }

    /// <inheritdoc/>
    public void Decompress(ReadOnlySpan<byte> compressed, long rawLength, ChunkBuffer output)
    {
        ZstdLibrary library = Library;
        if (compressed.Length < 4 || BinaryPrimitives.ReadUInt32LittleEndian(compressed) != FrameMagic)
            throw CodecErrors.Damaged(Id, "it does not begin like a zstd frame");
        if (library.GetContentSize(compressed) is not { } size)
            throw CodecErrors.Damaged(Id, "its frame does not say how much it holds");
        if (rawLength < 0 || size != (ulong)rawLength)
            throw CodecErrors.WrongLength(Id, rawLength, more: rawLength < 0 || size > (ulong)rawLength);

        var sink = new DecompressedOutput(Id, output, rawLength, compressed.Length);
        nint context = library.RentDecompressor(WindowLogMax);
        try
        {
            Decompress(library, context, compressed, ref sink);
        }
        finally
        {
            library.ReturnDecompressor(context);
        }
    }

    private void Decompress(ZstdLibrary library, nint context, ReadOnlySpan<byte> compressed, ref DecompressedOutput sink)
    {
        while (true)
        {
            Span<byte> room = sink.GetRoom();
            nuint result = library.Decompress(context, compressed, room, out int consumed, out int written);
            if (library.IsError(result))
                throw CodecErrors.Damaged(Id, "it is not a valid zstd frame");
            compressed = compressed[consumed..];
            sink.Advance(written);
            if (result == 0)
                break;
            if (compressed.IsEmpty && written < room.Length)
                throw CodecErrors.Truncated(Id);
        }

        if (!compressed.IsEmpty)
            throw CodecErrors.Trailing(Id);
        sink.Complete();
    }
}
