using BackupTools.Abstractions;
using BackupTools.Backups;

namespace BackupTools.Jobs;

/// <summary>What a job did with one database.</summary>
public sealed record JobResult
{
    private readonly IReadOnlyList<string> _warnings = TextList.Of([]);

    /// <summary>The job's name.</summary>
    public required string Job { get; init; }

    /// <summary>The database's name; the connection's address where none could be found.</summary>
    public required string Database { get; init; }

    /// <summary>True where every storage has its backup, every test passed and every file was written.</summary>
    public bool Succeeded => Errors.Count == 0;

    /// <summary>The archives, one for each storage.</summary>
    public IReadOnlyList<BackupInfo> Backup { get; init; } = [];

    /// <summary>The tests of the archives.</summary>
    public IReadOnlyList<VerifyResult> Test { get; init; } = [];

    /// <summary>The SQL files, one or a folder for each storage.</summary>
    public IReadOnlyList<ExportResult> Export { get; init; } = [];

    /// <summary>What failed; empty where nothing did.</summary>
    public IReadOnlyList<BackupException> Errors { get; init; } = [];

    /// <summary>What is worth knowing, one sentence each.</summary>
    public IReadOnlyList<string> Warnings { get => _warnings; init => _warnings = TextList.Of(value); }

    /// <summary>How long it took.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>The bytes that were written.</summary>
    public long Size => Backup.Sum(b => b.SizeBytes) + Export.Sum(e => e.SizeBytes);

    /// <summary>The job, the database, and whether all is well.</summary>
    public override string ToString() => $"{Job}: {Database} {(Succeeded ? "succeeded" : "failed")}";
}
