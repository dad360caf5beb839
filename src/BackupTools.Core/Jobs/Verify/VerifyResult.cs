using BackupTools.Abstractions;

namespace BackupTools.Jobs;

/// <summary>The outcome of testing one backup: what <c>Test-Backup</c> emits.</summary>
public sealed record VerifyResult
{
    private readonly IReadOnlyList<string> _findings = TextList.Of([]);
    private readonly IReadOnlyList<string> _warnings = TextList.Of([]);
    private readonly IReadOnlyList<string> _signedBy = TextList.Of([]);

    /// <summary>The identity of the archive; null where it could not be read.</summary>
    public string? Id { get; init; }

    /// <summary>The engine's permanent name; null where it could not be read.</summary>
    public string? Engine { get; init; }

    /// <summary>The database's name; null where it could not be read.</summary>
    public string? Database { get; init; }

    /// <summary>The archive's path or URI.</summary>
    public required string Path { get; init; }

    /// <summary>How thoroughly it was tested: the name of a <see cref="VerifyLevel"/>, as text so that it is one in JSON and CSV too.</summary>
    public required string Level { get; init; }

    /// <summary>True where nothing is wrong.</summary>
    public bool Passed => Findings.Count == 0;

    /// <summary>What is wrong, one sentence each; empty where the backup passed.</summary>
    public required IReadOnlyList<string> Findings { get => _findings; init => _findings = TextList.Of(value); }

    /// <summary>What is worth knowing, one sentence each; it does not keep the backup from passing.</summary>
    public IReadOnlyList<string> Warnings { get => _warnings; init => _warnings = TextList.Of(value); }

    /// <summary>Whose signatures it has, by the names of the keys that were trusted; each was checked. Empty where it has none of theirs.</summary>
    public IReadOnlyList<string> SignedBy { get => _signedBy; init => _signedBy = TextList.Of(value); }

    /// <summary>How many further signatures it has, of keys that nobody here knows: they prove nothing.</summary>
    public int UnknownSigners { get; init; }

    /// <summary>How many chunks were read and hashed.</summary>
    public int ChunksRead { get; init; }

    /// <summary>How many tables were restored and compared.</summary>
    public int TablesCompared { get; init; }

    /// <summary>How many rows were restored and compared.</summary>
    public long RowsCompared { get; init; }

    /// <summary>How many raw bytes were read.</summary>
    public long RawBytes { get; init; }

    /// <summary>The same, as the column of the table is called.</summary>
    public long RawSize => RawBytes;

    /// <summary>How long it took.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>How long the trial restore itself took; null where there was none.</summary>
    public TimeSpan? RestoreDuration { get; init; }

    /// <summary>The archive's path, and whether it passed.</summary>
    public override string ToString() => $"{Path}: {(Passed ? "passed" : "not passed")}";
}
