namespace BackupTools.Engines.PostgreSql.Connections;

/// <summary>The settings that fix how a session writes values, and keep a server's or a user's own out of the way.</summary>
internal static class SessionDefaults
{
    private const int FirstVersionWithIdleSessionTimeout = 14;
    private const int FirstVersionWithTransactionTimeout = 17;

    /// <summary>The statements that set them; plain SQL, to be sent as one text.</summary>
    /// <param name="version">The server's major version.</param>
    public static string Statements(int version) =>
        """
        SET search_path = '';
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
        SET statement_timeout = 0;
        SET lock_timeout = 0;
        SET idle_in_transaction_session_timeout = 0;
        """
        + (version >= FirstVersionWithTransactionTimeout ? "SET transaction_timeout = 0;" : "")
        + (version >= FirstVersionWithIdleSessionTimeout ? "SET idle_session_timeout = 0;" : "");
}
