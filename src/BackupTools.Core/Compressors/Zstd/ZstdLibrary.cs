using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using BackupTools.Abstractions;

namespace BackupTools.Compressors;

/// <summary>
/// libzstd, loaded at run time. Function pointers instead of P/Invoke: an assembly can have only one resolver of
/// libraries, and this one belongs to no codec.
/// </summary>
internal sealed unsafe class ZstdLibrary
{
    private const int CompressionLevelParameter = 100, WindowLogParameter = 101, HashLogParameter = 102;
    private const int WindowLogMaxParameter = 100;
    private const int ResetSession = 1;

    private readonly delegate* unmanaged[Cdecl]<nint> _createCompressor;
    private readonly delegate* unmanaged[Cdecl]<nint, int, int, nuint> _setCompressorParameter;
    private readonly delegate* unmanaged[Cdecl]<nint, byte*, nuint, byte*, nuint, nuint> _compress;
    private readonly delegate* unmanaged[Cdecl]<nuint, nuint> _compressBound;
    private readonly delegate* unmanaged[Cdecl]<nint> _createDecompressor;
    private readonly delegate* unmanaged[Cdecl]<nint, int, int, nuint> _setDecompressorParameter;
    private readonly delegate* unmanaged[Cdecl]<nint, int, nuint> _resetDecompressor;
    private readonly delegate* unmanaged[Cdecl]<nint, ZstdBuffer*, ZstdBuffer*, nuint> _decompress;
    private readonly delegate* unmanaged[Cdecl]<byte*, nuint, ulong> _contentSize;
    private readonly delegate* unmanaged[Cdecl]<nuint, uint> _isError;

    // Contexts are costly to make and are never freed: there are as many as ever worked at the same time.
    private readonly ConcurrentBag<nint> _compressors = [];
    private readonly ConcurrentBag<nint> _decompressors = [];

    /// <summary>Binds to a loaded library.</summary>
    /// <exception cref="EntryPointNotFoundException">Where it is no libzstd, or one before 1.4.</exception>
    public ZstdLibrary(nint library)
    {
        nint Export(string name) => NativeLibrary.GetExport(library, name);
        _createCompressor = (delegate* unmanaged[Cdecl]<nint>)Export("ZSTD_createCCtx");
        _setCompressorParameter = (delegate* unmanaged[Cdecl]<nint, int, int, nuint>)Export("ZSTD_CCtx_setParameter");
        _compress = (delegate* unmanaged[Cdecl]<nint, byte*, nuint, byte*, nuint, nuint>)Export("ZSTD_compress2");
        _compressBound = (delegate* unmanaged[Cdecl]<nuint, nuint>)Export("ZSTD_compressBound");
        _createDecompressor = (delegate* unmanaged[Cdecl]<nint>)Export("ZSTD_createDCtx");
        _setDecompressorParameter = (delegate* unmanaged[Cdecl]<nint, int, int, nuint>)Export("ZSTD_DCtx_setParameter");
        _resetDecompressor = (delegate* unmanaged[Cdecl]<nint, int, nuint>)Export("ZSTD_DCtx_reset");
        _decompress = (delegate* unmanaged[Cdecl]<nint, ZstdBuffer*, ZstdBuffer*, nuint>)Export("ZSTD_decompressStream");
        _contentSize = (delegate* unmanaged[Cdecl]<byte*, nuint, ulong>)Export("ZSTD_getFrameContentSize");
        _isError = (delegate* unmanaged[Cdecl]<nuint, uint>)Export("ZSTD_isError");
    }

    public bool IsError(nuint result) => _isError(result) != 0;

    public long CompressBound(int rawLength) => (long)_compressBound((nuint)rawLength);

    /// <summary>Takes a context that compresses with these parameters; to be given back.</summary>
    public nint RentCompressor(int level, int windowLog, int hashLog)
    {
        if (!_compressors.TryTake(out nint context))
            context = NotNull(_createCompressor());
        _setCompressorParameter(context, CompressionLevelParameter, level);
        _setCompressorParameter(context, WindowLogParameter, windowLog);
        _setCompressorParameter(context, HashLogParameter, hashLog);
        return context;
    }

    public void ReturnCompressor(nint context) => _compressors.Add(context);

    /// <summary>Takes a context that decompresses frames with windows up to the size; to be given back.</summary>
    public nint RentDecompressor(int windowLog)
    {
        if (!_decompressors.TryTake(out nint context))
        {
            context = NotNull(_createDecompressor());
            _setDecompressorParameter(context, WindowLogMaxParameter, windowLog);
        }

        _resetDecompressor(context, ResetSession);
        return context;
    }

    public void ReturnDecompressor(nint context) => _decompressors.Add(context);

    public nuint Compress(nint context, Span<byte> target, ReadOnlySpan<byte> source)
    {
        fixed (byte* to = target, from = source)
            return _compress(context, to, (nuint)target.Length, from, (nuint)source.Length);
    }

    /// <summary>The content size in the frame's header; null where there is none, or no frame.</summary>
    public ulong? GetContentSize(ReadOnlySpan<byte> frame)
    {
        const ulong Unknown = ulong.MaxValue, Error = ulong.MaxValue - 1;
        fixed (byte* bytes = frame)
        {
            ulong size = _contentSize(bytes, (nuint)frame.Length);
            return size is Unknown or Error ? null : size;
        }
    }

    /// <summary>Continues a frame.</summary>
    /// <returns>0 at its end; otherwise a hint, or an error.</returns>
    public nuint Decompress(nint context, ReadOnlySpan<byte> source, Span<byte> target, out int consumed, out int written)
    {
        fixed (byte* from = source, to = target)
        {
            var input = new ZstdBuffer { Bytes = from, Size = (nuint)source.Length };
            var output = new ZstdBuffer { Bytes = to, Size = (nuint)target.Length };
            nuint result = _decompress(context, &output, &input);
            consumed = (int)input.Position;
            written = (int)output.Position;
            return result;
        }
    }

    private static nint NotNull(nint context) => context != 0
        ? context
        : throw new BackupException(ErrorCode.CodecUnavailable, "libzstd has no memory for another context.");

    /// <summary><c>ZSTD_inBuffer</c> and <c>ZSTD_outBuffer</c>, which have the same layout.</summary>
    private struct ZstdBuffer
    {
        public byte* Bytes;
        public nuint Size;
        public nuint Position;
    }
}
