using BackupTools.Abstractions;

namespace BackupTools.Jobs;

/// <summary>
/// Brings an archive's chunks to where they are written. Workers read, decompress and check at the same time, each the
/// chunks of one run after the other; where the target takes only one chunk at a time, they hand over in the order of the list.
/// </summary>
internal static class ChunkDelivery
{
    public static Task RunAsync(
        IArchiveContents archive, IRestoreTarget target, int parallelism, ProgressMeter progress,
        CancellationToken cancellationToken) =>
        target.MaxConcurrency == 1
            ? RunInOrderAsync(archive, target, parallelism, progress, cancellationToken)
            : RunTogetherAsync(archive, target, Math.Min(parallelism, target.MaxConcurrency), progress, cancellationToken);

    private static async Task RunTogetherAsync(
        IArchiveContents archive, IRestoreTarget target, int workers, ProgressMeter progress, CancellationToken cancellationToken)
    {
        IReadOnlyList<IReadOnlyList<ArchiveChunk>> runs = target.Runs;
        int next = -1;
        using LargeChunks large = new();

        async Task WorkAsync(CancellationToken stop)
        {
            ChunkBuffer raw = new();
            for (int i = Interlocked.Increment(ref next); i < runs.Count; i = Interlocked.Increment(ref next))
            {
                // For the whole run: whoever waited for the place within one would keep a session that the other waits for.
                IReadOnlyList<ArchiveChunk> run = runs[i];
                await large.RunAsync(run.Any(LargeChunks.Is), () => DeliverAsync(run, raw, stop), stop);
            }

            raw.Release();
        }

        async Task DeliverAsync(IReadOnlyList<ArchiveChunk> run, ChunkBuffer raw, CancellationToken stop)
        {
            foreach (ArchiveChunk chunk in run)
            {
                await archive.ReadChunkAsync(chunk, raw, stop);
                await target.WriteChunkAsync(chunk, raw.WrittenMemory, stop);
                if (LargeChunks.Is(chunk))
                    raw.Release();
                progress.Add(chunk.RawSize, archive.Manifest.Objects[chunk.ObjectIndex].Name);
            }
        }

        await Workers.RunAsync(workers, WorkAsync, cancellationToken);
    }

    private static async Task RunInOrderAsync(
        IArchiveContents archive, IRestoreTarget target, int workers, ProgressMeter progress, CancellationToken cancellationToken)
    {
        IReadOnlyList<ArchiveChunk> chunks = target.Chunks;
        TaskCompletionSource[] turns =
            [.. Enumerable.Range(0, chunks.Count + 1).Select(_ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously))];
        turns[0].SetResult();
        int next = -1;
        using LargeChunks large = new();

        async Task WorkAsync(CancellationToken stop)
        {
            ChunkBuffer raw = new();
            for (int i = Interlocked.Increment(ref next); i < chunks.Count; i = Interlocked.Increment(ref next))
            {
                ArchiveChunk chunk = chunks[i];
                bool isLarge = LargeChunks.Is(chunk);

                // Whoever held the place of a large chunk while he waits for his turn would be waited for by the one whose turn it is.
                if (isLarge)
                    await turns[i].Task.WaitAsync(stop);
                await large.RunAsync(
                    isLarge,
                    async () =>
                    {
                        await archive.ReadChunkAsync(chunk, raw, stop);
                        await turns[i].Task.WaitAsync(stop);
                        await target.WriteChunkAsync(chunk, raw.WrittenMemory, stop);
                        if (isLarge)
                            raw.Release();
                    },
                    stop);
                turns[i + 1].SetResult();
                progress.Add(chunk.RawSize, archive.Manifest.Objects[chunk.ObjectIndex].Name);
            }

            raw.Release();
        }

        await Workers.RunAsync(workers, WorkAsync, cancellationToken);
    }
}
