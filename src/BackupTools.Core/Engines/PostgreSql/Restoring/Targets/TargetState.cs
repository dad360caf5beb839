using BackupTools.Engines.PostgreSql.Inspection;

namespace BackupTools.Engines.PostgreSql.Restoring.Targets;

/// <summary>A server, and the database on it that a restore is to go to, as they were found.</summary>
internal sealed record TargetState
{
    /// <summary>The server's major version.</summary>
    public required int Version { get; init; }

    /// <summary>The role that restores.</summary>
    public required string User { get; init; }

    /// <summary>True where that role is a superuser, or the one that has logged in and that it can become again.</summary>
    public required bool IsSuperuser { get; init; }

    /// <summary>True where that role may create databases.</summary>
    public required bool MayCreateDatabases { get; init; }

    /// <summary>Why nothing can be written: the server recovers, or its sessions read only; null where it can.</summary>
    public string? ReadOnlyReason { get; init; }

    /// <summary>The roles of the server.</summary>
    public required IReadOnlySet<string> Roles { get; init; }

    /// <summary>The extensions that can be created.</summary>
    public required IReadOnlySet<string> Extensions { get; init; }

    /// <summary>The places for files that the server has.</summary>
    public required IReadOnlySet<string> Tablespaces { get; init; }

    /// <summary>The target, where it exists.</summary>
    public TargetDatabase? Database { get; init; }

    /// <summary>Databases that look like what earlier restores have left.</summary>
    public IReadOnlyList<Leftover> Leftovers { get; init; } = [];
}

/// <summary>The database that a restore is to go to.</summary>
internal sealed record TargetDatabase
{
    /// <summary>The encoding of its text.</summary>
    public required string Encoding { get; init; }

    /// <summary>Its size on disk.</summary>
    public required long SizeBytes { get; init; }

    /// <summary>True for a template, which others are made from.</summary>
    public required bool IsTemplate { get; init; }

    /// <summary>True where the role that restores may rename and drop it.</summary>
    public required bool IsOwned { get; init; }

    /// <summary>What in it is no part of a new database: <c>12 tables and views</c>, …; null where it is empty.</summary>
    public string? Content { get; init; }

    /// <summary>The sessions that are connected to it, by user and application.</summary>
    public IReadOnlyList<string> Sessions { get; init; } = [];

    /// <summary>What else forbids to drop it: replication slots, prepared transactions, subscriptions; null where nothing does.</summary>
    public string? Holder { get; init; }
}
