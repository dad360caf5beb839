using BackupTools.Abstractions;

namespace BackupTools.Jobs;

/// <summary>What to write as plain SQL, and where to.</summary>
public sealed record ExportJobOptions
{
    /// <summary>The archive.</summary>
    public required ArchiveLocation Archive { get; init; }

    /// <summary>
    /// The folder to write into (the file's name is made from database, table and time), or a file's path. What does not
    /// exist is a file where its name has an extension, and otherwise a folder to be made. With <see cref="PerFeature"/>
    /// always the folder in which the export's own folder is made.
    /// </summary>
    public required string Destination { get; init; }

    /// <summary>The part of the database to take.</summary>
    public ObjectSelection Selection { get; init; } = ObjectSelection.Everything;

    /// <summary>True to leave out who owns what.</summary>
    public bool NoOwner { get; init; }

    /// <summary>In whose name programs work, where the engine's have definers.</summary>
    public DefinerRule Definers { get; init; } = DefinerRule.Keep;

    /// <summary>True to leave out grants and default privileges.</summary>
    public bool NoPrivileges { get; init; }

    /// <summary>True where statements of the archive may be written that are of no kind that a backup writes.</summary>
    public bool AllowForeignStatements { get; init; }

    /// <summary>True to write a folder with one file per feature, and a script that loads them in order.</summary>
    public bool PerFeature { get; init; }

    /// <summary>True to compress with gzip; a name that is made then ends with <c>.gz</c>.</summary>
    public bool Gzip { get; init; }

    /// <summary>How the SQL is packed.</summary>
    public ExportForm Form { get; init; } = ExportForm.Sql;

    /// <summary>True to replace a file that exists, or the folder of an earlier export.</summary>
    public bool Force { get; init; }

    /// <summary>Where the job is written down; null for nowhere.</summary>
    public JobRecording? Recording { get; init; }

    /// <summary>Receives the progress; may be null.</summary>
    public IProgress<BackupProgress>? Progress { get; init; }
}

/// <summary>A plain SQL file that was written, or a folder of them.</summary>
/// <param name="Path">Its absolute path.</param>
/// <param name="Database">The database's name.</param>
/// <param name="Tables">How many tables it holds.</param>
/// <param name="SizeBytes">Its size; of a folder, that of its files together.</param>
/// <param name="BackupId">The identity of the archive it came from.</param>
/// <param name="Duration">How long it took.</param>
public sealed record ExportResult(
    string Path, string Database, int Tables, long SizeBytes, string BackupId, TimeSpan Duration)
{
    /// <summary>How many files were written.</summary>
    public int Files { get; init; } = 1;

    /// <summary>Its size, as the column of the table is called.</summary>
    public long Size => SizeBytes;

    /// <summary>Its path.</summary>
    public override string ToString() => Path;
}
