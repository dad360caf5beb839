using BackupTools.Abstractions;

namespace BackupTools.Jobs;

/// <summary>
/// Brings an archive's chunks to where they are written. Workers read, decompress and check at the same time; where the
/// target takes only one at a time, they hand over in the order of the list.
/// </summary>
internal static class ChunkDelivery
{
    public static async Task RunAsync(
        IArchiveContents archive, IRestoreTarget target, int parallelism, ProgressMeter progress,
        CancellationToken cancellationToken)
    {
        IReadOnlyList<ArchiveChunk> chunks = target.Chunks;
        bool ordered = target.MaxConcurrency == 1;
        TaskCompletionSource[] turns = ordered
            ? [.. Enumerable.Range(0, chunks.Count + 1).Select(_ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously))]
            : [];
        if (ordered)
            turns[0].SetResult();
        int next = -1;
        using LargeChunks large = new();

        async Task WorkAsync(CancellationToken stop)
        {
            ChunkBuffer raw = new();
            for (int i = Interlocked.Increment(ref next); i < chunks.Count; i = Interlocked.Increment(ref next))
            {
                ArchiveChunk chunk = chunks[i];
                // Whoever held the place of a large chunk while he waits for his turn would be waited for by the one whose turn it is.
                bool waitsFirst = ordered && LargeChunks.Is(chunk);
                if (waitsFirst)
                    await turns[i].Task.WaitAsync(stop);
                await large.RunAsync(
                    chunk, raw,
                    async () =>
                    {
                        await archive.ReadChunkAsync(chunk, raw, stop);
                        if (ordered && !waitsFirst)
                            await turns[i].Task.WaitAsync(stop);
                        await target.WriteChunkAsync(chunk, raw.WrittenMemory, stop);
                    },
                    stop);
                if (ordered)
                    turns[i + 1].SetResult();
                progress.Add(chunk.RawSize, archive.Manifest.Objects[chunk.ObjectIndex].Name);
            }

            raw.Release();
        }

        int workers = ordered ? parallelism : Math.Min(parallelism, target.MaxConcurrency);
        await Workers.RunAsync(workers, WorkAsync, cancellationToken);
    }
}
