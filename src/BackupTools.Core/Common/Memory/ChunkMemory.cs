using System.Buffers;

namespace BackupTools.Common;

/// <summary>
/// The memory that chunks use, reused from one operation to the next. A pool of its own, because the shared one keeps an
/// array for each thread that ever gave one back, and these are megabytes.
/// </summary>
public static class ChunkMemory
{
    private const int LargestKept = 32 * 1024 * 1024;

    /// <summary>The pool; it keeps at most so many arrays of a size as workers use at the same time.</summary>
    public static ArrayPool<byte> Pool { get; } = ArrayPool<byte>.Create(LargestKept, 2 * Environment.ProcessorCount);
}
