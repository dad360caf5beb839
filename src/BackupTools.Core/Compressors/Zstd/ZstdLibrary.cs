using System.Collections.Concurrent;
using BackupTools.Abstractions;

namespace BackupTools.Compressors;

/// <summary>
/// The few functions of zstd's library that the codec needs, whoever has them. A result is a size, or what
/// <see cref="IsError"/> knows. Contexts are costly to make and are never freed: there are as many as ever worked at the
/// same time.
/// </summary>
internal abstract class ZstdLibrary
{
    private readonly ConcurrentBag<nint> _compressors = [];
    private readonly ConcurrentBag<nint> _decompressors = [];

    /// <summary>True where a result is an error.</summary>
    public abstract bool IsError(nuint result);

    /// <summary>The most bytes that an input of the length can become.</summary>
    public abstract long CompressBound(int rawLength);

    /// <summary>The content size in the frame's header; null where there is none, or no frame.</summary>
    public ulong? GetContentSize(ReadOnlySpan<byte> frame)
    {
        const ulong Unknown = ulong.MaxValue, Error = ulong.MaxValue - 1;
        ulong size = ContentSize(frame);
        return size is Unknown or Error ? null : size;
    }

    /// <summary>Takes a context that compresses with these parameters; to be given back.</summary>
    public nint RentCompressor(int level, int windowLog, int hashLog)
    {
        if (!_compressors.TryTake(out nint context))
            context = NotNull(CreateCompressor());
        SetParameters(context, level, windowLog, hashLog);
        return context;
    }

    /// <summary>Gives it back.</summary>
    public void ReturnCompressor(nint context) => _compressors.Add(context);

    /// <summary>Takes a context that decompresses frames with windows up to the size; to be given back.</summary>
    public nint RentDecompressor(int windowLog)
    {
        if (!_decompressors.TryTake(out nint context))
        {
            context = NotNull(CreateDecompressor());
            SetWindowLimit(context, windowLog);
        }

        ResetDecompressor(context);
        return context;
    }

    /// <summary>Gives it back.</summary>
    public void ReturnDecompressor(nint context) => _decompressors.Add(context);

    /// <summary>Compresses all of the source into one frame.</summary>
    /// <returns>The frame's length, or an error.</returns>
    public abstract nuint Compress(nint context, Span<byte> target, ReadOnlySpan<byte> source);

    /// <summary>Continues a frame.</summary>
    /// <returns>0 at its end; otherwise a hint, or an error.</returns>
    public abstract nuint Decompress(nint context, ReadOnlySpan<byte> source, Span<byte> target, out int consumed, out int written);

    /// <summary>The size in the header; the two largest numbers say that there is none, or no frame.</summary>
    protected abstract ulong ContentSize(ReadOnlySpan<byte> frame);

    protected abstract nint CreateCompressor();

    protected abstract nint CreateDecompressor();

    protected abstract void SetParameters(nint compressor, int level, int windowLog, int hashLog);

    protected abstract void SetWindowLimit(nint decompressor, int windowLog);

    protected abstract void ResetDecompressor(nint decompressor);

    private static nint NotNull(nint context) => context != 0
        ? context
        : throw new BackupException(ErrorCode.MemoryExhausted, "There is no memory for another context of zstd.");
}
