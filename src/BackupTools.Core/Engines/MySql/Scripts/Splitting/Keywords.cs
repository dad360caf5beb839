using System.Text;

namespace BackupTools.Engines.MySql.Scripts.Splitting;

/// <summary>The words that are asked for; all others are alike. No statement of a million costs a text of its own for it.</summary>
internal static class Keywords
{
    private const string All =
        """
        AFTER AGGREGATE ALGORITHM ALTER ANALYZE AS ATOMIC BEGIN BINLOG BODY CALL CHANGE CHARACTER CHARSET CHECK CHECKSUM CLEAR CLONE COLLATE COMMENT COMMIT
        CONNECT CONNECTION COSTS CREATE CURRENT_USER DATA DATABASE DEALLOCATE DEFAULT DEFINER DELAYED DELETE DELIMITER DESC DESCRIBE DIRECTORY DISCARD DO DROP DUMPFILE EDIT EGO ENCRYPTION
        ENGINE EVENT EXECUTE EXISTS EXIT EXPLAIN FEDERATED FLUSH FOR FROM FULLTEXT FUNCTION GLOBAL GO GRANT GROUP GTID_PURGED HANDLER HAVING HELP HIGH_PRIORITY
        IF IGNORE IMMEDIATE IMPORT INDEX INSERT INSTALL INTO JOIN KILL LASTVAL LIBRARY LIKE LIMIT LOAD LOAD_FILE LOCAL LOCK LOW_PRIORITY NEXTVAL NOPAGER NOT NOTEE NOWARNING
        NO_WRITE_TO_BINLOG OFFLINE ON ONLINE OPTIMIZE OR ORDER OUTFILE PACKAGE PAGER PASSWORD PERSIST PERSIST_ONLY PREPARE PRINT PROCEDURE PROMPT PURGE QUERY_ATTRIBUTES
        QUICK QUIT READ REFERENCES REHASH RELEASE RENAME REPAIR REPLACE RESET RESETCONNECTION RESTART REVOKE ROLE ROLLBACK SANDBOX SAVEPOINT SCHEMA SECURITY SELECT SEQUENCE SESSION SET
        SETVAL SHOW SHUTDOWN SONAME SOURCE SPATIAL SPIDER SQL SQL_LOG_BIN SSL_SESSION_DATA_PRINT START STATEMENT STATUS STOP STRAIGHT_JOIN SYSTEM TABLE TABLES TABLESPACE TEE TEMPORARY TO TRANSACTION
        TRIGGER TRUNCATE UNDO UNINSTALL UNIQUE UNLOCK UPDATE UPGRADE USE USER USING VALUES VECTOR VIEW WARNINGS WHERE WITH WORK XA
        """;

    private const int Longest = 22;
    private static readonly string[][] ByLetter = Sort();

    /// <summary>Commands that the client takes out of a script by their first word.</summary>
    private static readonly HashSet<string> OfClient = new(StringComparer.Ordinal)
    {
        "CHARSET", "CLEAR", "CONNECT", "COSTS", "DELIMITER", "EDIT", "EGO", "EXIT", "GO", "HELP", "NOPAGER", "NOTEE", "NOWARNING", "PAGER", "PRINT", "PROMPT",
        "QUERY_ATTRIBUTES", "QUIT", "REHASH", "RESETCONNECTION", "SANDBOX", "SOURCE", "SSL_SESSION_DATA_PRINT", "STATUS", "SYSTEM", "TEE", "USE", "WARNINGS",
    };

    /// <summary>The word in upper case; empty where it is none of those.</summary>
    public static string Find(ReadOnlySpan<byte> word)
    {
        if (word.Length is < 2 or > Longest || (word[0] | 0x20) is < 'a' or > 'z')
            return "";
        foreach (string keyword in ByLetter[(word[0] | 0x20) - 'a'])
        {
            if (keyword.Length == word.Length && Ascii.EqualsIgnoreCase(word, keyword))
                return keyword;
        }

        return "";
    }

    /// <summary>True for a command of the client, with the two that are understood.</summary>
    public static bool IsOfClient(string keyword) => OfClient.Contains(keyword);

    private static string[][] Sort()
    {
        ILookup<char, string> words = All.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToLookup(w => w[0]);
        return [.. Enumerable.Range('A', 26).Select(c => words[(char)c].ToArray())];
    }
}
