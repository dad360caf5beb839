using BackupTools.Abstractions;

namespace BackupTools.Engines.Sqlite.Restoring;

/// <summary>Builds a database file of its own out of an archive; what is done with the file is decided elsewhere.</summary>
internal interface IArchiveStage : IDisposable
{
    /// <summary>The chunks that are needed, in order.</summary>
    IReadOnlyList<ArchiveChunk> Chunks { get; }

    /// <summary>How many chunks may be written at the same time.</summary>
    int MaxConcurrency { get; }

    /// <summary>About how large the file will be; for the check of free space.</summary>
    long ExpectedSize { get; }

    /// <summary>Creates the file.</summary>
    Task PrepareAsync(string file, CancellationToken cancellationToken);

    /// <summary>Writes one chunk.</summary>
    void Write(ArchiveChunk chunk, ReadOnlyMemory<byte> raw, CancellationToken cancellationToken);

    /// <summary>Completes the file, which can be read from then on.</summary>
    Task FinishAsync(CancellationToken cancellationToken);

    /// <summary>Waits until the complete file is on the disk.</summary>
    Task FlushAsync();
}
