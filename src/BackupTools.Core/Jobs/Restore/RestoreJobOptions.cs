using BackupTools.Abstractions;

namespace BackupTools.Jobs;

/// <summary>What to restore, and where to.</summary>
public sealed record RestoreJobOptions
{
    /// <summary>The archive.</summary>
    public required ArchiveLocation Archive { get; init; }

    /// <summary>The target.</summary>
    public required DbConnectionInfo Target { get; init; }

    /// <summary>What to do with a target that exists and is not empty.</summary>
    public IfExists IfExists { get; init; } = IfExists.Fail;

    /// <summary>The part of the database to take.</summary>
    public ObjectSelection Selection { get; init; } = ObjectSelection.Everything;

    /// <summary>True to let a part take the place of the whole existing database with <see cref="IfExists.Replace"/>.</summary>
    public bool AllowPartial { get; init; }

    /// <summary>What to do with an object of the archive that the server does not take.</summary>
    public OnObjectError OnObjectError { get; init; } = OnObjectError.Stop;

    /// <summary>True to leave everything to the role that restores, and not to set owners.</summary>
    public bool NoOwner { get; init; }

    /// <summary>In whose name programs work, where the engine's have definers.</summary>
    public DefinerRule Definers { get; init; } = DefinerRule.Keep;

    /// <summary>True to leave out grants and default privileges.</summary>
    public bool NoPrivileges { get; init; }

    /// <summary>What to do where roles that the backup names do not exist on the target.</summary>
    public MissingRoles MissingRoles { get; init; } = MissingRoles.Fail;

    /// <summary>True where statements of the archive may run that are of no kind that a backup writes.</summary>
    public bool AllowForeignStatements { get; init; }

    /// <summary>True to read every restored row back and compare counts and checksums with the archive's.</summary>
    public bool Verify { get; init; }

    /// <summary>How many chunks are worked on at the same time; 0 for one a processor.</summary>
    public int Parallelism { get; init; }

    /// <summary>Where the job is written down; null for nowhere.</summary>
    public JobRecording? Recording { get; init; }

    /// <summary>Receives the progress; may be null.</summary>
    public IProgress<BackupProgress>? Progress { get; init; }
}
