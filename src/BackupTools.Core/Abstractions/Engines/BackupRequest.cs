namespace BackupTools.Abstractions;

/// <summary>What an engine is asked to read.</summary>
public sealed record BackupRequest
{
    /// <summary>The connection, with its database chosen.</summary>
    public required DbConnectionInfo Connection { get; init; }

    /// <summary>The part of the database to read.</summary>
    public ObjectSelection Selection { get; init; } = ObjectSelection.Everything;

    /// <summary>True to record the password hashes of the roles that the database names, where the server lets them be read.</summary>
    public bool IncludePasswordHashes { get; init; }

    /// <summary>The raw size that a chunk should have, in bytes.</summary>
    public int ChunkSize { get; init; } = 8 * 1024 * 1024;

    /// <summary>How many workers will read at the same time, at most.</summary>
    public int Parallelism { get; init; } = Environment.ProcessorCount;
}
