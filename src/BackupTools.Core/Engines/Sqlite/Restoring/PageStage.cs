using System.Globalization;
using System.Numerics;
using BackupTools.Abstractions;
using BackupTools.Engines.Sqlite.Contents;
using BackupTools.Engines.Sqlite.Native;
using Microsoft.Win32.SafeHandles;

namespace BackupTools.Engines.Sqlite.Restoring;

/// <summary>Writes runs of pages to their places.</summary>
internal sealed class PageStage : IArchiveStage
{
    private readonly int _pageSize;
    private readonly long _pageCount;
    private SafeFileHandle? _file;
    private BackgroundFlush? _flush;

    /// <exception cref="BackupException"><see cref="ErrorCode.ArchiveDamaged"/> where the chunks are not exactly the pages of one file.</exception>
    public PageStage(ArchiveManifest manifest)
    {
        const int SmallestPage = 512, LargestPage = 65536;
        long pageSize = DatabaseFacts.Number(manifest.Properties, "pageSize");
        _pageCount = DatabaseFacts.Number(manifest.Properties, "pageCount");
        if (pageSize is < SmallestPage or > LargestPage || !BitOperations.IsPow2(pageSize) || _pageCount is < 0 or > uint.MaxValue)
            throw Damaged("its page size or page count is impossible");
        _pageSize = (int)pageSize;
        int pages = manifest.Objects.ToList().FindIndex(o => o.Kind == ObjectKind.Pages);
        if (pages < 0)
            throw Damaged("it has no pages");
        if (manifest.Chunks.Any(c => c.ObjectIndex != pages))
            throw Damaged("it has chunks that are no pages");
        Chunks = manifest.Chunks.Where(c => c.ObjectIndex == pages).OrderBy(c => c.Index).ToList();
        long next = 1;
        foreach (ArchiveChunk chunk in Chunks)
        {
            long first = Page(chunk.From), last = Page(chunk.To);
            if (first != next || last < first || last > _pageCount || chunk.RawSize != (last - first + 1) * _pageSize)
                throw Damaged($"chunk {chunk.Index} does not hold the pages that must follow");
            next = last + 1;
        }

        if (next != _pageCount + 1)
            throw Damaged($"it holds {next - 1:N0} of {_pageCount:N0} pages");
    }

    public IReadOnlyList<ArchiveChunk> Chunks { get; }

    public int MaxConcurrency => Environment.ProcessorCount;

    public long ExpectedSize => _pageCount * _pageSize;

    public Task PrepareAsync(string file, CancellationToken cancellationToken)
    {
        _file = PrivateFile.Create(file);
        _flush = new BackgroundFlush(_file);
        return Task.CompletedTask;
    }

    public void Write(ArchiveChunk chunk, ReadOnlyMemory<byte> raw, CancellationToken cancellationToken)
    {
        if (raw.Length != chunk.RawSize)
            throw Damaged($"chunk {chunk.Index} has another size than the manifest says");
        RandomAccess.Write(_file!, raw.Span, (Page(chunk.From) - 1) * _pageSize);
        _flush!.Add(raw.Length);
    }

    public Task FinishAsync(CancellationToken cancellationToken)
    {
        long length = RandomAccess.GetLength(_file!);
        return length == ExpectedSize
            ? Task.CompletedTask
            : throw new IOException($"the file has {length:N0} bytes instead of {ExpectedSize:N0}");
    }

    public Task FlushAsync() => _flush!.EndAsync();

    public void Dispose() => _flush?.Dispose();

    private static long Page(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long page) && page <= uint.MaxValue ? page : 0;

    /// <summary>The error of an archive that cannot be restored.</summary>
    internal static BackupException Damaged(string why) => new(
        ErrorCode.ArchiveDamaged, $"The archive cannot be restored: {why}.", "Use another copy of it, or another backup.");
}
