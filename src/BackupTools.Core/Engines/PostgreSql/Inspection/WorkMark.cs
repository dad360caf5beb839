namespace BackupTools.Engines.PostgreSql.Inspection;

/// <summary>How the database of an unfinished restore is told from all others.</summary>
internal static class WorkMark
{
    /// <summary>What the comment of every such database begins with.</summary>
    public const string Beginning = "BackupTools restore in progress";

    /// <summary>How the comment ends where the restore holds a <see cref="RestoreLock"/>.</summary>
    public const string Held = "held by a lock";

    /// <summary>
    /// The limit of connections with which it is created, and which it has until it has its comment: what a kill between
    /// the two leaves is known by it.
    /// </summary>
    public const int UnmarkedLimit = 1_112_235_116;

    /// <summary>What stands between the target's name and the random end of a temporary name.</summary>
    public const string Infix = "_restoring_";
}
