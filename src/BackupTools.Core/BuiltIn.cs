using BackupTools.Abstractions;
using BackupTools.Compressors;

namespace BackupTools;

/// <summary>The one place that names implementations: a line for each.</summary>
public static class BuiltIn
{
    /// <summary>Everything this version has.</summary>
    public static ComponentSet Components { get; } = new(
        engines: [],
        storages: [],
        compressors: [new BrotliCompressor(), new ZstdCompressor(), new GzipCompressor(), new NoneCompressor()]);
}
