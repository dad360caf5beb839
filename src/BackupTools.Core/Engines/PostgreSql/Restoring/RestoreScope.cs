using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Contents;
using BackupTools.Engines.PostgreSql.Restoring.Entries;
using BackupTools.Engines.PostgreSql.Restoring.Targets;
using BackupTools.Engines.PostgreSql.Restoring.Trial;

namespace BackupTools.Engines.PostgreSql.Restoring;

/// <summary>A restore that has been thought through and not begun.</summary>
internal sealed record RestoreScope
{
    private SkippedEntries? _skipped;
    private Concessions? _concessions;

    /// <summary>What was asked for; its connection names the target.</summary>
    public required RestoreRequest Request { get; init; }

    /// <summary>The server, with the target's name.</summary>
    public required TargetServer Server { get; init; }

    /// <summary>What of the archive is restored.</summary>
    public required RestoreContents Contents { get; init; }

    /// <summary>The server and the target.</summary>
    public required TargetState State { get; init; }

    /// <summary>What is done with the target.</summary>
    public required RestoreMode Mode { get; init; }

    /// <summary>What is restored as far as roles are concerned.</summary>
    public required RoleNeeds Roles { get; init; }

    /// <summary>The roles that the server lacks and that are needed.</summary>
    public required IReadOnlyList<string> MissingRoles { get; init; }

    /// <summary>The target's name.</summary>
    public string Target => Server.Database;

    /// <summary>True where the missing roles are made.</summary>
    public bool CreatesRoles => Request.MissingRoles == Abstractions.MissingRoles.Create && MissingRoles.Count > 0;

    /// <summary>What is left out because the server does not take it.</summary>
    public SkippedEntries Skipped => _skipped ??= new SkippedEntries(Contents.Entries, Request.OnObjectError);

    /// <summary>What the target's server did not know and was left out.</summary>
    public Concessions Concessions => _concessions ??= new Concessions(withoutSuperuser: Ground is not null);

    /// <summary>On trial by a role without superuser: what a superuser does for it; null otherwise.</summary>
    public TrialGround? Ground { get; init; }
}
