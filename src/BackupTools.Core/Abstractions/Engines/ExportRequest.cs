namespace BackupTools.Abstractions;

/// <summary>What an engine is asked to write as plain SQL.</summary>
public sealed record ExportRequest
{
    /// <summary>The part of the archive to write.</summary>
    public ObjectSelection Selection { get; init; } = ObjectSelection.Everything;

    /// <summary>True to leave out who owns what.</summary>
    public bool NoOwner { get; init; }

    /// <summary>In whose name programs work, where the engine's have definers; <see cref="NoOwner"/> means <see cref="DefinerRule.Strip"/>.</summary>
    public DefinerRule Definers { get; init; } = DefinerRule.Keep;

    /// <summary>True to leave out grants and default privileges.</summary>
    public bool NoPrivileges { get; init; }

    /// <summary>True where statements of an archive may be written that are of no kind that a backup writes.</summary>
    public bool AllowForeignStatements { get; init; }
}

/// <summary>Receives the files of an export, one after the other.</summary>
public interface IExportFolder
{
    /// <summary>Begins the next file; the one before is thereby complete.</summary>
    /// <param name="name">The file's name without a path, e.g. <c>tables.sql</c>.</param>
    /// <returns>Receives UTF-8 text; not to be disposed.</returns>
    Stream OpenFile(string name);
}
