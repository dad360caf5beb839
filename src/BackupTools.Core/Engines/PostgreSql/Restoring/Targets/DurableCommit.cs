namespace BackupTools.Engines.PostgreSql.Restoring.Targets;

/// <summary>
/// What makes a restore survive the server's death from the moment it is reported: its last commit waits for the disk, and
/// with it goes everything that was committed before without waiting.
/// </summary>
internal static class DurableCommit
{
    /// <summary>The session's commits wait, as the server's usually do, and also where they usually do not.</summary>
    public const string Begin =
        "SELECT pg_catalog.set_config('synchronous_commit', CASE s.reset_val WHEN 'off' THEN 'local' ELSE s.reset_val END, false) "
        + "FROM pg_catalog.pg_settings s WHERE s.name = 'synchronous_commit';";

    /// <summary>
    /// A transaction that changes nothing and whose commit waits: for that it must write something to the log, which only
    /// logical decoding reads.
    /// </summary>
    public const string Now = Begin + "SELECT pg_catalog.pg_logical_emit_message(true, 'BackupTools', 'restored');";
}
