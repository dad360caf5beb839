namespace BackupTools.Engines.PostgreSql.Connections;

/// <summary>The settings that fix how a session writes values, and keep a server's or a user's own out of the way.</summary>
internal static class SessionDefaults
{
    private const int FirstVersionWithIdleSessionTimeout = 14;
    private const int FirstVersionWithTransactionTimeout = 17;

    /// <summary>
    /// A server that builds an index, or waits for a lock, would else not notice that this process is gone. Not every
    /// system can look, and a server on one that cannot refuses the setting.
    /// </summary>
    private const string EndWithClient =
        "SELECT pg_catalog.set_config('client_connection_check_interval', '2s', false) WHERE pg_catalog.version() ~ 'linux';";

    /// <summary>Our work is not what somebody's event triggers are for; only a superuser may leave them out.</summary>
    private const string NoEventTriggers =
        "SELECT pg_catalog.set_config('event_triggers', 'off', false) FROM pg_catalog.pg_roles r WHERE r.rolname = current_user AND r.rolsuper;";

    /// <summary>
    /// A parallel worker begins with the limit of the role, and takes over what its session has set only afterwards: a limit shorter than that ends it,
    /// and the statement with it.
    /// </summary>
    private const string NoWorkersWithinShortLimits =
        "SELECT pg_catalog.set_config(w.name, '0', false) FROM pg_catalog.pg_settings l, pg_catalog.pg_settings w WHERE l.name = 'transaction_timeout' "
        + "AND l.reset_val <> '0' AND l.reset_val::bigint < 1000 AND w.name IN ('max_parallel_workers_per_gather', 'max_parallel_maintenance_workers');";

    /// <summary>
    /// The user's options of the session's start, and after them the time limits: the driver asks for the server's types
    /// before anything else can be set. Only those limits that every version knows: <see cref="LimitedStart"/> adds the others.
    /// Of the search path too: with that of the database, the driver's questions would use operators of whoever may make some there.
    /// </summary>
    /// <param name="given">The user's options.</param>
    /// <param name="ownSearchPath">True to leave that one out: for a client that asks nothing itself before it has set it.</param>
    public static string OptionsAfter(string? given, bool ownSearchPath = false) =>
        $"{given} -c statement_timeout=0 -c lock_timeout=0 -c idle_in_transaction_session_timeout=0{(ownSearchPath ? "" : " -c search_path=")}".TrimStart();

    /// <summary>The statements for a session that runs a script of the user's as psql would: no time limits, UTF-8, and everything else as the server and the database have it.</summary>
    /// <param name="version">The server's major version.</param>
    public static string StatementsForScript(int version) =>
        "SET search_path = '';"
        + (version >= FirstVersionWithTransactionTimeout ? "SET transaction_timeout = 0;" + NoWorkersWithinShortLimits : "")
        + (version >= FirstVersionWithIdleSessionTimeout ? "SET idle_session_timeout = 0;" + EndWithClient : "")
        + "SET client_encoding = 'UTF8'; SET client_min_messages = warning; RESET search_path;";

    /// <summary>The statements that set them; plain SQL, to be sent as one text. The time limits come first: they run already. Before every question comes the search path.</summary>
    /// <param name="version">The server's major version.</param>
    public static string Statements(int version) =>
        "SET statement_timeout = 0; SET search_path = '';"
        + (version >= FirstVersionWithTransactionTimeout ? "SET transaction_timeout = 0;" + NoEventTriggers + NoWorkersWithinShortLimits : "")
        + (version >= FirstVersionWithIdleSessionTimeout ? "SET idle_session_timeout = 0;" + EndWithClient : "")
        + """
        SET lock_timeout = 0;
        SET idle_in_transaction_session_timeout = 0;
        SET DateStyle = ISO;
        SET IntervalStyle = postgres;
        SET TimeZone = 'UTC';
        SET extra_float_digits = 3;
        SET bytea_output = hex;
        SET xmloption = content;
        SET standard_conforming_strings = on;
        SET quote_all_identifiers = off;
        SET synchronize_seqscans = off;
        SET row_security = off;
        SET client_min_messages = warning;
        """;
}
