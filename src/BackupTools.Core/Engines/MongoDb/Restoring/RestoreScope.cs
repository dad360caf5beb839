using BackupTools.Abstractions;
using BackupTools.Engines.MongoDb.Contents;
using BackupTools.Engines.MongoDb.Restoring.Targets;

namespace BackupTools.Engines.MongoDb.Restoring;

/// <summary>What is done with the target.</summary>
internal enum RestoreMode
{
    /// <summary>Nothing: it is refused.</summary>
    Refuse,

    /// <summary>It does not exist or is empty, and is filled.</summary>
    Create,

    /// <summary>It is there, and everything in it is replaced.</summary>
    Replace,

    /// <summary>It is there, and what is restored takes the place of its counterparts.</summary>
    ReplaceTables,

    /// <summary>It is there, and documents are added to its collections.</summary>
    Append,
}

/// <summary>What a restore knows before it begins.</summary>
internal sealed record RestoreScope
{
    /// <summary>What is asked for, with the target's database in the connection.</summary>
    public required RestoreRequest Request { get; init; }

    /// <summary>What is restored.</summary>
    public required RestoreContents Contents { get; init; }

    /// <summary>What was found.</summary>
    public required TargetState State { get; init; }

    /// <summary>What is done with the target.</summary>
    public required RestoreMode Mode { get; init; }

    /// <summary>The target's name.</summary>
    public string Target => Request.Connection.Database!;

    /// <summary>True where a trial leaves nothing behind.</summary>
    public bool IsTrial => Request.Scratch is not null;
}
