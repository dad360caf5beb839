using BackupTools.Abstractions;

namespace BackupTools.Jobs;

/// <summary>Which script to run, and where.</summary>
public sealed record ScriptJobOptions
{
    /// <summary>
    /// The absolute path of the file: SQL, compressed with gzip or zstd or not, or a zip or tar file with one script in it, or what an export with a
    /// file for each feature has written, its folder included.
    /// </summary>
    public required string Path { get; init; }

    /// <summary>The target.</summary>
    public required DbConnectionInfo Target { get; init; }

    /// <summary>What to do with a target that exists and is not empty.</summary>
    public IfExists IfExists { get; init; } = IfExists.Fail;

    /// <summary>True where statements may run that reach beyond the database.</summary>
    public bool AllowForeignStatements { get; init; }

    /// <summary>Where the job is written down; null for nowhere.</summary>
    public JobRecording? Recording { get; init; }

    /// <summary>Receives the progress, in bytes of the file; may be null.</summary>
    public IProgress<BackupProgress>? Progress { get; init; }
}

/// <summary>What running a script did.</summary>
public sealed record ScriptResult
{
    private readonly IReadOnlyList<string> _warnings = TextList.Of([]);

    /// <summary>The engine's permanent name.</summary>
    public required string Engine { get; init; }

    /// <summary>The database's name.</summary>
    public required string Database { get; init; }

    /// <summary>The database as the user would name it: a path, or a URI without password.</summary>
    public required string Target { get; init; }

    /// <summary>A connection to the database, for the next cmdlet.</summary>
    public required DbConnectionInfo Connection { get; init; }

    /// <summary>The file's path.</summary>
    public required string Path { get; init; }

    /// <summary>Its size as it lies there.</summary>
    public required long SizeBytes { get; init; }

    /// <summary>The same, as the column of the table is called.</summary>
    public long Size => SizeBytes;

    /// <summary>How many scripts it held.</summary>
    public required int Scripts { get; init; }

    /// <summary>How many statements were run.</summary>
    public required long Statements { get; init; }

    /// <summary>How many rows they brought, as the server counts them.</summary>
    public required long Rows { get; init; }

    /// <summary>True where something that existed was replaced.</summary>
    public required bool Replaced { get; init; }

    /// <summary>What the user should know; empty where all is as it was asked for.</summary>
    public IReadOnlyList<string> Warnings { get => _warnings; init => _warnings = TextList.Of(value); }

    /// <summary>How long it took.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>The database as the user would name it.</summary>
    public override string ToString() => Target;
}
