using System.Text.Json.Serialization;
using BackupTools.Abstractions;

namespace BackupTools.Catalog;

/// <summary>One backup in one storage: what <c>Backup-Database</c> and <c>Get-Backup</c> emit.</summary>
public sealed record BackupInfo
{
    /// <summary>The identity of the archive; copies of it have the same.</summary>
    public required string Id { get; init; }

    /// <summary>The engine's permanent name, e.g. <c>sqlite</c>.</summary>
    public required string Engine { get; init; }

    /// <summary>The version of the server or library that the data was read from.</summary>
    public string? EngineVersion { get; init; }

    /// <summary>The database's name.</summary>
    public required string Database { get; init; }

    /// <summary>What the backup covers.</summary>
    public required BackupType Type { get; init; }

    /// <summary>The moment of the consistent view that the backup holds, UTC.</summary>
    public required DateTime CreatedAtUtc { get; init; }

    /// <summary>The same moment in local time, so that it compares with <c>Get-Date</c>.</summary>
    [JsonIgnore]
    public DateTime CreatedAt => CreatedAtUtc.ToLocalTime();

    /// <summary>The size of the archive in bytes.</summary>
    public required long SizeBytes { get; init; }

    /// <summary>The size of what it holds, uncompressed, in bytes.</summary>
    public required long RawBytes { get; init; }

    /// <summary>How many tables it holds.</summary>
    public required int Tables { get; init; }

    /// <summary>How many rows they have together; null where the engine could not count them.</summary>
    public long? Rows { get; init; }

    /// <summary>The codec of its data: <c>none</c>, <c>gzip</c>, <c>brotli</c>, <c>zstd</c>.</summary>
    public required string Compression { get; init; }

    /// <summary>The product and version that wrote it.</summary>
    public required string Tool { get; init; }

    /// <summary>The identities of the other archives that this one needs; empty for a full backup.</summary>
    public IReadOnlyList<string> References { get; init; } = [];

    /// <summary>The storage's location: an absolute path or a URI.</summary>
    [JsonIgnore]
    public string Storage { get; init; } = "";

    /// <summary>The archive's name in the storage.</summary>
    [JsonIgnore]
    public string Name { get; init; } = "";

    /// <summary>The archive's full path or URI.</summary>
    [JsonIgnore]
    public string Path => Storage.Contains("://", StringComparison.Ordinal)
        ? Storage.TrimEnd('/') + "/" + Name
        : System.IO.Path.Combine(Storage, Name);
}
