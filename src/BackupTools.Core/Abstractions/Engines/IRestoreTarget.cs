namespace BackupTools.Abstractions;

/// <summary>
/// A restore under way. The order is: <see cref="PrepareAsync"/>, <see cref="WriteChunkAsync"/> for every chunk of
/// <see cref="Chunks"/>, <see cref="CompleteAsync"/>. Disposing before completion leaves the target as it was.
/// </summary>
public interface IRestoreTarget : IAsyncDisposable
{
    /// <summary>The target as the user would name it: a path, or a URI without password.</summary>
    string Display { get; }

    /// <summary>The chunks that are needed, in the order in which they should be delivered.</summary>
    IReadOnlyList<ArchiveChunk> Chunks { get; }

    /// <summary>
    /// The same chunks in runs, in the order in which these should be begun. The chunks of one run come one after the other
    /// and in their order, several runs at the same time. Unless a target says otherwise, every chunk is a run of its own.
    /// </summary>
    IReadOnlyList<IReadOnlyList<ArchiveChunk>> Runs => [.. Chunks.Select(c => new[] { c })];

    /// <summary>What would be done, one sentence each, with numbers: the text of <c>-WhatIf</c>.</summary>
    IReadOnlyList<string> Plan { get; }

    /// <summary>True where a database that is not empty, or something in it, would be replaced.</summary>
    bool Replaces { get; }

    /// <summary>True where the existing database stays, and only what is restored takes the place of its counterparts in it.</summary>
    bool LeavesRest => false;

    /// <summary>How many chunks may be written at the same time; with 1 they must come in order.</summary>
    int MaxConcurrency { get; }

    /// <summary>Checks that the target may be written, and makes it ready for data.</summary>
    /// <param name="cancellationToken">Stops the preparation.</param>
    Task PrepareAsync(CancellationToken cancellationToken);

    /// <summary>Writes one chunk.</summary>
    /// <param name="chunk">One of <see cref="Chunks"/>.</param>
    /// <param name="raw">Its raw bytes, already checked.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    ValueTask WriteChunkAsync(ArchiveChunk chunk, ReadOnlyMemory<byte> raw, CancellationToken cancellationToken);

    /// <summary>Builds what comes after the data, checks the result, and publishes it.</summary>
    /// <param name="cancellationToken">Stops the completion, up to the moment of publishing.</param>
    Task<RestoreOutcome> CompleteAsync(CancellationToken cancellationToken);
}

/// <summary>What a completed restore left behind.</summary>
/// <param name="Connection">The connection to the restored database.</param>
/// <param name="Database">The restored database's name.</param>
/// <param name="Tables">The tables that were restored.</param>
/// <param name="Replaced">True where something that existed was replaced.</param>
public sealed record RestoreOutcome(
    DbConnectionInfo Connection, string Database, IReadOnlyList<ArchiveObject> Tables, bool Replaced)
{
    /// <summary>What the user should know; empty where all is as it was asked for.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>What the server did not take and was left out; empty unless that was asked for.</summary>
    public IReadOnlyList<SkippedObject> Skipped { get; init; } = [];
}

/// <summary>An object of the archive that was left out of a restore.</summary>
/// <param name="Title">What it is, e.g. <c>index 'public.by_name'</c>, or <c>rows of table 'public.t'</c>.</param>
/// <param name="Reason">Why: what the server said, or what it needs that was left out before.</param>
/// <param name="NeededBy">True where it was left out only because something that it needs was.</param>
public sealed record SkippedObject(string Title, string Reason, bool NeededBy)
{
    /// <summary>The object and why it was left out.</summary>
    public override string ToString() => $"{Title}: {Reason}";
}

/// <summary>An empty place for a trial restore; disposing removes it and whatever was restored into it.</summary>
public interface IScratchDatabase : IAsyncDisposable
{
    /// <summary>The connection to restore to.</summary>
    DbConnectionInfo Connection { get; }

    /// <summary>What whoever starts the trial should know of it; null where there is nothing.</summary>
    string? Warning => null;
}
