using BackupTools.Abstractions;

namespace BackupTools.Jobs;

/// <summary>
/// Lets one large chunk at a time into memory. Chunks are small but for single values that are not, and a few kilobytes of archive
/// can honestly say that they are two gigabytes: so many at a time as there are workers would be more than a machine has.
/// </summary>
internal sealed class LargeChunks : IDisposable
{
    /// <summary>From here on a chunk is large: several times what a backup makes of rows that are none.</summary>
    public const long From = 64 * 1024 * 1024;

    private readonly SemaphoreSlim _one = new(1);

    /// <summary>True for a chunk that is let in alone.</summary>
    public static bool Is(ArchiveChunk chunk) => Math.Max(chunk.RawSize, chunk.Size) > From;

    /// <summary>Works, alone among those who work on large chunks where it is on one; whoever does gives its memory back at the end.</summary>
    /// <param name="isLarge">True where it is.</param>
    /// <param name="work">The work.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    public async Task RunAsync(bool isLarge, Func<Task> work, CancellationToken cancellationToken)
    {
        if (!isLarge)
        {
            await work();
            return;
        }

        await _one.WaitAsync(cancellationToken);
        try
        {
            await work();
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();
}
