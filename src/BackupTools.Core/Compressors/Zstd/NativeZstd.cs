using System.Runtime.InteropServices;

namespace BackupTools.Compressors;

/// <summary>
/// libzstd, where the machine has it: at level 1 it needs a tenth to a fifth less of the processor than the managed one
/// to compress, and half as much to decompress. Bound by address, as no file name of it is the same everywhere.
/// </summary>
internal sealed unsafe class NativeZstd : ZstdLibrary
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

    /// <summary>Binds to a loaded library.</summary>
    /// <exception cref="EntryPointNotFoundException">Where it is no libzstd, or one before 1.4.</exception>
    public NativeZstd(nint library)
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

    public override bool IsError(nuint result) => _isError(result) != 0;

    public override long CompressBound(int rawLength) => (long)_compressBound((nuint)rawLength);

    public override nuint Compress(nint context, Span<byte> target, ReadOnlySpan<byte> source)
    {
        fixed (byte* to = target, from = source)
            return _compress(context, to, (nuint)target.Length, from, (nuint)source.Length);
    }

    public override nuint Decompress(nint context, ReadOnlySpan<byte> source, Span<byte> target, out int consumed, out int written)
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

    protected override ulong ContentSize(ReadOnlySpan<byte> frame)
    {
        fixed (byte* bytes = frame)
            return _contentSize(bytes, (nuint)frame.Length);
    }

    protected override nint CreateCompressor() => _createCompressor();

    protected override nint CreateDecompressor() => _createDecompressor();

    protected override void SetParameters(nint compressor, int level, int windowLog, int hashLog)
    {
        _setCompressorParameter(compressor, CompressionLevelParameter, level);
        _setCompressorParameter(compressor, WindowLogParameter, windowLog);
        _setCompressorParameter(compressor, HashLogParameter, hashLog);
    }

    protected override void SetWindowLimit(nint decompressor, int windowLog) =>
        _setDecompressorParameter(decompressor, WindowLogMaxParameter, windowLog);

    protected override void ResetDecompressor(nint decompressor) => _resetDecompressor(decompressor, ResetSession);

    /// <summary><c>ZSTD_inBuffer</c> and <c>ZSTD_outBuffer</c>, which have the same layout.</summary>
    private struct ZstdBuffer
    {
        public byte* Bytes;
        public nuint Size;
        public nuint Position;
    }
}
