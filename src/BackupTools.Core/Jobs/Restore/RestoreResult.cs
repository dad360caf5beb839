using BackupTools.Abstractions;

namespace BackupTools.Jobs;

/// <summary>What a restore would do: the text of <c>-WhatIf</c>.</summary>
/// <param name="Target">The target as the user would name it.</param>
/// <param name="Steps">One sentence each, with numbers.</param>
/// <param name="Replaces">True where a database that is not empty, or something in it, would be replaced.</param>
public sealed record RestorePlan(string Target, IReadOnlyList<string> Steps, bool Replaces)
{
    /// <summary>True where the existing database stays, and only the chosen part of it would be replaced.</summary>
    public bool IsInPlace { get; init; }
}

/// <summary>What a restore did.</summary>
public sealed record RestoreResult
{
    private readonly IReadOnlyList<string> _warnings = TextList.Of([]);

    /// <summary>The engine's permanent name.</summary>
    public required string Engine { get; init; }

    /// <summary>The restored database's name.</summary>
    public required string Database { get; init; }

    /// <summary>The name of the database that the backup is of.</summary>
    public required string SourceDatabase { get; init; }

    /// <summary>The restored database as the user would name it: a path, or a URI without password.</summary>
    public required string Target { get; init; }

    /// <summary>A connection to the restored database, for the next cmdlet.</summary>
    public required DbConnectionInfo Connection { get; init; }

    /// <summary>The identity of the archive it came from.</summary>
    public required string BackupId { get; init; }

    /// <summary>The archive's path or URI.</summary>
    public required string BackupPath { get; init; }

    /// <summary>The moment that the data is of, local time.</summary>
    public required DateTime BackupCreatedAt { get; init; }

    /// <summary>How many tables were restored.</summary>
    public required int Tables { get; init; }

    /// <summary>How many rows they have together, as the archive says; null where it does not.</summary>
    public long? Rows { get; init; }

    /// <summary>How many raw bytes were restored.</summary>
    public required long RawBytes { get; init; }

    /// <summary>The same, as the column of the table is called.</summary>
    public long RawSize => RawBytes;

    /// <summary>True where something that existed was replaced.</summary>
    public required bool Replaced { get; init; }

    /// <summary>True where every row was read back and counts and checksums agreed; null where nobody asked for that.</summary>
    public bool? Verified { get; init; }

    /// <summary>What the user should know; empty where all is as it was asked for.</summary>
    public IReadOnlyList<string> Warnings { get => _warnings; init => _warnings = TextList.Of(value); }

    /// <summary>What the server did not take and was left out; empty unless that was asked for.</summary>
    public SkippedObjectList SkippedObjects { get; init; } = new([]);

    /// <summary>True where anything was left out because the server did not take it.</summary>
    public bool Incomplete => SkippedObjects.Count > 0;

    /// <summary>How long it took.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>The restored database as the user would name it.</summary>
    public override string ToString() => Target;
}
