namespace BackupTools.Abstractions;

/// <summary>What to do with a target that exists and is not empty.</summary>
public enum IfExists
{
    /// <summary>Refuse, and change nothing.</summary>
    Fail,

    /// <summary>Replace it; it stays as it was until the restored copy is complete and checked.</summary>
    Replace,

    /// <summary>Keep it and add the backup's rows to its tables, in one transaction.</summary>
    Append,
}

/// <summary>What an engine is asked to restore, and where.</summary>
public sealed record RestoreRequest
{
    /// <summary>The target; for an engine of files its path is the file to write.</summary>
    public required DbConnectionInfo Connection { get; init; }

    /// <summary>What to do with a target that exists and is not empty.</summary>
    public IfExists IfExists { get; init; } = IfExists.Fail;

    /// <summary>The tables to restore, by name or <c>schema.name</c>; empty for everything.</summary>
    public IReadOnlyList<string> Tables { get; init; } = [];

    /// <summary>
    /// True to read every restored row back and to compare counts and checksums with the archive's, before the result is
    /// published. Refused with <see cref="IfExists.Append"/>, where the target holds other rows too.
    /// </summary>
    public bool Verify { get; init; }
}
