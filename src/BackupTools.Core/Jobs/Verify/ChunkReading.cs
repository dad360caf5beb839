using BackupTools.Abstractions;

namespace BackupTools.Jobs;

/// <summary>Reads scripts and chunks, which checks every hash, and goes on after damage so that all of it is found.</summary>
internal sealed class ChunkReading(IArchiveContents archive, IArchiveCheck? check, ProgressMeter progress)
{
    private const int MaxFindings = 100;
    private readonly List<string> _findings = [];
    private int _chunksRead;
    private long _rawBytes;

    public IReadOnlyList<string> Findings => _findings;

    public int ChunksRead => _chunksRead;

    public long RawBytes => _rawBytes;

    public async Task ReadAsync(
        IReadOnlyList<ArchiveScript> scripts, IReadOnlyList<ArchiveChunk> chunks, int parallelism,
        CancellationToken cancellationToken)
    {
        foreach (ArchiveScript script in scripts)
        {
            await CollectAsync(() => archive.ReadScriptAsync(script, cancellationToken));
            Interlocked.Add(ref _rawBytes, script.RawSize);
        }

        int next = -1;
        using LargeChunks large = new();

        async Task WorkAsync(CancellationToken stop)
        {
            ChunkBuffer raw = new();
            for (int i = Interlocked.Increment(ref next); i < chunks.Count; i = Interlocked.Increment(ref next))
            {
                ArchiveChunk chunk = chunks[i];
                bool isLarge = LargeChunks.Is(chunk);
                if (!await CollectAsync(() => large.RunAsync(isLarge, () => ReadOneAsync(chunk, isLarge), stop)))
                    continue;
                Interlocked.Increment(ref _chunksRead);
                Interlocked.Add(ref _rawBytes, chunk.RawSize);
                progress.Add(chunk.RawSize, chunk.ContentName);
            }

            raw.Release();

            async Task ReadOneAsync(ArchiveChunk chunk, bool isLarge)
            {
                await ReadAsync(chunk, raw, stop);
                if (isLarge)
                    raw.Release();
            }
        }

        await Workers.RunAsync(parallelism, WorkAsync, cancellationToken);
    }

    private async Task ReadAsync(ArchiveChunk chunk, ChunkBuffer raw, CancellationToken cancellationToken)
    {
        await archive.ReadChunkAsync(chunk, raw, cancellationToken);
        check?.Check(chunk, raw.WrittenMemory, cancellationToken);
    }

    private async Task<bool> CollectAsync(Func<Task> read)
    {
        try
        {
            await read();
            return true;
        }
        catch (BackupException e) when (VerifyJob.IsDamage(e.Code))
        {
            lock (_findings)
            {
                if (_findings.Count < MaxFindings)
                    _findings.Add(e.Message);
                else if (_findings.Count == MaxFindings)
                    _findings.Add("There is more damage, which is not listed.");
            }

            return false;
        }
    }
}
