using BackupTools.Abstractions;
using BackupTools.Engines.MySql.Connections;
using BackupTools.Engines.MySql.Contents;
using BackupTools.Engines.MySql.Restoring.Targets;
using BackupTools.Engines.MySql.Schema;

namespace BackupTools.Engines.MySql.Restoring;

/// <summary>What is done with the target.</summary>
internal enum RestoreMode
{
    /// <summary>Nothing: it is refused.</summary>
    Refuse,

    /// <summary>It is made.</summary>
    Create,

    /// <summary>It is there and empty, and is filled.</summary>
    Fill,

    /// <summary>It is there, and everything in it is replaced.</summary>
    Replace,

    /// <summary>It is there, and what is restored takes the place of its counterparts.</summary>
    ReplaceTables,

    /// <summary>It is there, and rows are added to its tables.</summary>
    Append,
}

/// <summary>What a restore knows before it begins.</summary>
internal sealed record RestoreScope
{
    /// <summary>What is asked for, with the target's database in the connection.</summary>
    public required RestoreRequest Request { get; init; }

    /// <summary>The server; its database is not chosen.</summary>
    public required ServerSettings Server { get; init; }

    /// <summary>What is restored.</summary>
    public required RestoreContents Contents { get; init; }

    /// <summary>What the user should know before anything is done: what is not as in the backup, a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>What was found.</summary>
    public required TargetState State { get; init; }

    /// <summary>The accounts that the server lacks and that are to be made.</summary>
    public IReadOnlyList<SchemaAccount> Accounts { get; init; } = [];

    /// <summary>What is done with the target.</summary>
    public required RestoreMode Mode { get; init; }

    /// <summary>The target's name.</summary>
    public string Target => Request.Connection.Database!;

    /// <summary>True where a trial leaves nothing behind, and nothing of it may run.</summary>
    public bool IsTrial => Request.Scratch is not null;

    /// <summary>How long to wait for locks.</summary>
    public TimeSpan LockTimeout => Request.Connection.LockTimeout;
}
