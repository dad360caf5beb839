namespace BackupTools.Abstractions;

/// <summary>How far an operation has come. Reported at most a few times a second.</summary>
/// <param name="Activity">What is being done, e.g. <c>Backing up shop</c>.</param>
/// <param name="CurrentItem">The table, chunk or file at hand; may be null.</param>
/// <param name="BytesDone">Raw (uncompressed) bytes done so far.</param>
/// <param name="BytesTotal">Raw bytes in all, where known.</param>
public readonly record struct BackupProgress(string Activity, string? CurrentItem, long BytesDone, long? BytesTotal);
