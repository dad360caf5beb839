using System.Text.Json.Serialization;
using BackupTools.Abstractions;
using BackupTools.Archive;

namespace BackupTools.Backups;

/// <summary>One line of the history: what <c>Get-BackupHistory</c> emits. It has no secrets.</summary>
public sealed record HistoryEntry
{
    private readonly IReadOnlyList<string> _paths = TextList.Of([]);

    /// <summary>When it began, UTC.</summary>
    public required DateTime StartedAtUtc { get; init; }

    /// <summary>The same moment in local time, so that it compares with <c>Get-Date</c>.</summary>
    [JsonIgnore]
    public DateTime StartedAt => StartedAtUtc.ToLocalTime();

    /// <summary>What was done: the name of a <see cref="HistoryKind"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>How it ended: the name of a <see cref="HistoryResult"/>.</summary>
    public required string Result { get; init; }

    /// <summary>The engine's permanent name; null where it was not found out.</summary>
    public string? Engine { get; init; }

    /// <summary>The server that was backed up, or that the backup is of.</summary>
    public string? Server { get; init; }

    /// <summary>What that server calls itself.</summary>
    public string? ServerId { get; init; }

    /// <summary>The database that was backed up, or that the backup is of.</summary>
    public string? Database { get; init; }

    /// <summary>The type of the backup.</summary>
    public string? Type { get; init; }

    /// <summary>The part of the database that it has; null for the whole.</summary>
    public string? Selection { get; init; }

    /// <summary>How thoroughly a backup was tested.</summary>
    public string? Level { get; init; }

    /// <summary>Where it was restored, copied or exported to, without any password.</summary>
    public string? Target { get; init; }

    /// <summary>The identity of the archive.</summary>
    public string? BackupId { get; init; }

    /// <summary>The archive's path or URI; the first where several storages got one.</summary>
    public string? Path { get; init; }

    /// <summary>The archive's paths where several storages got one.</summary>
    public IReadOnlyList<string> Paths { get => _paths; init => _paths = TextList.Of(value ?? []); }

    /// <summary>The size of one archive in bytes.</summary>
    public long? SizeBytes { get; init; }

    /// <summary>The same, as the column of the table is called.</summary>
    [JsonIgnore]
    public long? Size => SizeBytes;

    /// <summary>The size of what it holds, uncompressed, in bytes.</summary>
    public long? RawBytes { get; init; }

    /// <summary>How many tables it has.</summary>
    public int? Tables { get; init; }

    /// <summary>How many rows they have together.</summary>
    public long? Rows { get; init; }

    /// <summary>How long it took.</summary>
    [JsonConverter(typeof(SecondsConverter))]
    public TimeSpan? Duration { get; init; }

    /// <summary>The stable identifier of the error: the name of an <see cref="ErrorCode"/>.</summary>
    public string? ErrorId { get; init; }

    /// <summary>What went wrong.</summary>
    public string? Message { get; init; }

    /// <summary>The job or schedule that did it; null where a person did.</summary>
    public string? Job { get; init; }

    /// <summary>Who did it.</summary>
    public string? User { get; init; }

    /// <summary>On which machine.</summary>
    public string? Host { get; init; }

    /// <summary>The product and version that did it.</summary>
    public string? Tool { get; init; }

    /// <summary>True where it ended well, also where not every storage got the backup.</summary>
    [JsonIgnore]
    public bool Succeeded => Result is nameof(HistoryResult.Succeeded) or nameof(HistoryResult.Incomplete);

    internal bool Is(HistoryKind kind) => Kind == kind.ToString();

    /// <summary>Every place where the archive is.</summary>
    internal IEnumerable<string> AllPaths => Paths.Count > 0 ? Paths : Path is null ? [] : [Path];

    /// <summary>What was done, to what, and how it ended.</summary>
    public override string ToString() => $"{Kind} of {Database ?? Path ?? "?"}: {Result}";
}
