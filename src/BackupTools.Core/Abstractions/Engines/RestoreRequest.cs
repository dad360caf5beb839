namespace BackupTools.Abstractions;

/// <summary>What to do with an object of the archive that the server does not take.</summary>
public enum OnObjectError
{
    /// <summary>End the restore; the target is as it was.</summary>
    Stop,

    /// <summary>Leave it out, with what needs it, and say so: the restore is then incomplete.</summary>
    Skip,
}

/// <summary>What to do with a target that exists and is not empty.</summary>
public enum IfExists
{
    /// <summary>Refuse, and change nothing.</summary>
    Fail,

    /// <summary>
    /// Replace it; it stays as it was until the restored copy is complete and checked. Where a part is chosen, its tables
    /// are replaced in the database that is there, in one transaction, and everything else stays.
    /// </summary>
    Replace,

    /// <summary>Keep it and add the backup's rows to its tables, in one transaction.</summary>
    Append,
}

/// <summary>What to do where roles that the backup names do not exist on the target.</summary>
public enum MissingRoles
{
    /// <summary>Refuse before anything is changed, naming them.</summary>
    Fail,

    /// <summary>Create them, as the backup describes them.</summary>
    Create,

    /// <summary>Leave out what names them; a trial restore does so.</summary>
    Skip,
}

/// <summary>What an engine is asked to restore, and where.</summary>
public sealed record RestoreRequest
{
    /// <summary>The target; for an engine of files its path is the file to write.</summary>
    public required DbConnectionInfo Connection { get; init; }

    /// <summary>What to do with a target that exists and is not empty.</summary>
    public IfExists IfExists { get; init; } = IfExists.Fail;

    /// <summary>The part of the archive to restore.</summary>
    public ObjectSelection Selection { get; init; } = ObjectSelection.Everything;

    /// <summary>
    /// True where with <see cref="IfExists.Replace"/> a part takes the place of the whole existing database, and everything
    /// else in that is gone.
    /// </summary>
    public bool AllowPartial { get; init; }

    /// <summary>What to do with an object of the archive that the server does not take.</summary>
    public OnObjectError OnObjectError { get; init; } = OnObjectError.Stop;

    /// <summary>True to leave everything to the role that restores, and not to set owners.</summary>
    public bool NoOwner { get; init; }

    /// <summary>In whose name programs work, where the engine's have definers; <see cref="NoOwner"/> means <see cref="DefinerRule.Strip"/>.</summary>
    public DefinerRule Definers { get; init; } = DefinerRule.Keep;

    /// <summary>True to leave out grants and default privileges.</summary>
    public bool NoPrivileges { get; init; }

    /// <summary>True where statements of an archive may run that are of no kind that a backup writes.</summary>
    public bool AllowForeignStatements { get; init; }

    /// <summary>The scratch place that the connection leads to, where the restore is on trial; null otherwise.</summary>
    public IScratchDatabase? Scratch { get; init; }

    /// <summary>True where a trial restore may run what is in the archive with all the rights of the connection's role.</summary>
    public bool AllowSuperuser { get; init; }

    /// <summary>What to do where roles that the backup names do not exist on the target.</summary>
    public MissingRoles MissingRoles { get; init; } = MissingRoles.Fail;

    /// <summary>How much may be done at the same time, at most.</summary>
    public int Parallelism { get; init; } = Environment.ProcessorCount;

    /// <summary>
    /// True to read every restored row back and to compare counts and checksums with the archive's, before the result is
    /// published. Refused with <see cref="IfExists.Append"/>, where the target holds other rows too.
    /// </summary>
    public bool Verify { get; init; }

    /// <summary>
    /// True where an existing database stays, and what is restored takes the place of its counterparts in it: so it is where
    /// a part is restored with <see cref="IfExists.Replace"/>, unless that may take the place of the whole.
    /// </summary>
    /// <param name="manifest">What the archive holds.</param>
    public bool IsInPlace(ArchiveManifest manifest) => IfExists == IfExists.Replace && !AllowPartial
        && (!Selection.IsEverything || manifest.Type == BackupType.Table);
}
