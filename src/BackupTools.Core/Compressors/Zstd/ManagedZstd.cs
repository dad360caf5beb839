using ZstdSharp.Unsafe;

namespace BackupTools.Compressors;

/// <summary>ZstdSharp, a port of libzstd to C#: on every machine, and the same bytes.</summary>
internal sealed unsafe class ManagedZstd : ZstdLibrary
{
    public override bool IsError(nuint result) => Methods.ZSTD_isError(result);

    public override long CompressBound(int rawLength) => (long)Methods.ZSTD_compressBound((nuint)rawLength);

    public override nuint Compress(nint context, Span<byte> target, ReadOnlySpan<byte> source)
    {
        fixed (byte* to = target, from = source)
            return Methods.ZSTD_compress2((ZSTD_CCtx_s*)context, to, (nuint)target.Length, from, (nuint)source.Length);
    }

    public override nuint Decompress(nint context, ReadOnlySpan<byte> source, Span<byte> target, out int consumed, out int written)
    {
        fixed (byte* from = source, to = target)
        {
            var input = new ZSTD_inBuffer_s { src = from, size = (nuint)source.Length };
            var output = new ZSTD_outBuffer_s { dst = to, size = (nuint)target.Length };
            nuint result = Methods.ZSTD_decompressStream((ZSTD_DCtx_s*)context, &output, &input);
            consumed = (int)input.pos;
            written = (int)output.pos;
            return result;
        }
    }

    protected override ulong ContentSize(ReadOnlySpan<byte> frame)
    {
        fixed (byte* bytes = frame)
            return Methods.ZSTD_getFrameContentSize(bytes, (nuint)frame.Length);
    }

    protected override nint CreateCompressor() => (nint)Methods.ZSTD_createCCtx();

    protected override nint CreateDecompressor() => (nint)Methods.ZSTD_createDCtx();

    protected override void SetParameters(nint compressor, int level, int windowLog, int hashLog)
    {
        var context = (ZSTD_CCtx_s*)compressor;
        Methods.ZSTD_CCtx_setParameter(context, ZSTD_cParameter.ZSTD_c_compressionLevel, level);
        Methods.ZSTD_CCtx_setParameter(context, ZSTD_cParameter.ZSTD_c_windowLog, windowLog);
        Methods.ZSTD_CCtx_setParameter(context, ZSTD_cParameter.ZSTD_c_hashLog, hashLog);
    }

    protected override void SetWindowLimit(nint decompressor, int windowLog) =>
        Methods.ZSTD_DCtx_setParameter((ZSTD_DCtx_s*)decompressor, ZSTD_dParameter.ZSTD_d_windowLogMax, windowLog);

    protected override void ResetDecompressor(nint decompressor) =>
        Methods.ZSTD_DCtx_reset((ZSTD_DCtx_s*)decompressor, ZSTD_ResetDirective.ZSTD_reset_session_only);
}
