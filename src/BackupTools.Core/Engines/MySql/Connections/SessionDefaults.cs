namespace BackupTools.Engines.MySql.Connections;

/// <summary>The settings that fix how a session writes values, and keep a server's or a user's own out of the way.</summary>
internal static class SessionDefaults
{
    /// <summary>A day: what a slow disk or network takes, and no reason for a server to end the session.</summary>
    private const int Patience = 86400;

    /// <summary>What the sessions of backup and restore have in common, one statement each.</summary>
    /// <param name="version">The server.</param>
    /// <param name="lockTimeout">How long a statement waits for a lock of somebody else.</param>
    public static IEnumerable<string> Statements(ServerVersion version, TimeSpan lockTimeout)
    {
        long seconds = Math.Clamp((long)Math.Ceiling(lockTimeout.TotalSeconds), 1, 31536000);
        yield return "SET NAMES utf8mb4";
        yield return $"SET SESSION sql_mode = 'NO_AUTO_VALUE_ON_ZERO', SESSION time_zone = '+00:00', SESSION autocommit = 1, "
            + $"SESSION wait_timeout = {Patience}, SESSION net_read_timeout = {Patience}, SESSION net_write_timeout = {Patience}, "
            + $"SESSION lock_wait_timeout = {seconds}, SESSION sql_quote_show_create = 1, SESSION sql_safe_updates = 0, "
            + "SESSION sql_select_limit = 18446744073709551615, SESSION max_join_size = 18446744073709551615, SESSION completion_type = 0";
        // The limits of a statement's time have different names.
        yield return version.IsMariaDb
            ? "SET SESSION max_statement_time = 0"
            : "SET SESSION max_execution_time = 0, SESSION information_schema_stats_expiry = 0";
    }

    /// <summary>What a session that runs a script of the user's has: UTF-8, no limits of time, and everything else as the server has it for its clients.</summary>
    /// <param name="version">The server.</param>
    /// <param name="lockTimeout">How long a statement waits for a lock of somebody else.</param>
    public static IEnumerable<string> ForScript(ServerVersion version, TimeSpan lockTimeout)
    {
        long seconds = Math.Clamp((long)Math.Ceiling(lockTimeout.TotalSeconds), 1, 31536000);
        yield return "SET NAMES utf8mb4";
        yield return $"SET SESSION autocommit = 1, SESSION wait_timeout = {Patience}, SESSION net_read_timeout = {Patience}, "
            + $"SESSION net_write_timeout = {Patience}, SESSION lock_wait_timeout = {seconds}";
        yield return version.IsMariaDb ? "SET SESSION max_statement_time = 0" : "SET SESSION max_execution_time = 0";
    }

    /// <summary>What a session has beside that reads.</summary>
    public static IEnumerable<string> Reading =>
    [
        "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ",
    ];

    /// <summary>What a session has beside that reads rows: they pass as the server stores them.</summary>
    public static IEnumerable<string> ReadingRows => ["SET SESSION character_set_results = NULL"];

    /// <summary>What a session has beside that restores: data and definitions come from a server that had checked them.</summary>
    /// <param name="version">The server.</param>
    public static IEnumerable<string> Restoring(ServerVersion version)
    {
        // Unique keys stay checked: without, MariaDB's way of filling an empty table loses rows that LOAD DATA LOCAL takes for repeated.
        yield return "SET SESSION foreign_key_checks = 0";
        if (version.IsMariaDb)
        {
            yield return "SET SESSION check_constraint_checks = 0";
            if (version.IsMariaDbFrom(10, 11))
                yield return "SET SESSION system_versioning_insert_history = 1";
        }
    }

    /// <summary>
    /// What a session that restores has where the user may say so; where not, the server's own settings hold, which matter to few
    /// tables: without a primary key, with options that only an engine's lax mode takes, with foreign keys to keys that are not unique.
    /// </summary>
    /// <param name="version">The server.</param>
    public static IEnumerable<string> RestoringWhereAllowed(ServerVersion version)
    {
        if (version.IsMariaDb)
            yield break;
        yield return "SET SESSION innodb_strict_mode = 0";
        if (version.IsMySqlFrom(8, 0, 13))
            yield return "SET SESSION sql_require_primary_key = 0";
        if (version.IsMySqlFrom(8, 0, 30))
            yield return "SET SESSION sql_generate_invisible_primary_key = 0";
        if (version.IsMySqlFrom(8, 4))
            yield return "SET SESSION restrict_fk_on_non_standard_key = 0";
    }
}
