using BackupTools.Abstractions;
using BackupTools.Engines.MySql.Scripts.Splitting;

namespace BackupTools.Engines.MySql.Scripts.Rules;

/// <summary>
/// Statements that reach beyond the database that a script is to fill: to files of the server, its settings and accounts, other databases. What
/// is not known to stay within it is taken for one that does not. It is no sandbox, as a program's body is not looked into; it keeps a script from
/// doing such a thing in one line that nobody sees.
/// </summary>
internal static class ForeignScriptStatements
{
    private const string Accounts = "The statement is about accounts and what they may do, which belongs to the whole server.";
    private const string Unseen = "What the statement runs is in a text of its own, which is not looked into.";

    /// <summary>What a statement does, as a sentence; null where it stays within the database.</summary>
    public static string? Find(StatementWords words)
    {
        string first = words.First;
        string second = words.Head.Count > 1 ? words.Head[1].Text : "";
        if (words.HasTooManyNames)
            return "The statement names more tables than can be looked at.";
        return words.Reach.Sentence ?? first switch
        {
            "INSERT" or "REPLACE" or "UPDATE" or "DELETE" or "SELECT" or "WITH" or "VALUES" or "TABLE" or "DO" or "CALL" or "COMMIT" or "ROLLBACK" or "SAVEPOINT"
                or "RELEASE" or "SHOW" or "DESC" or "DESCRIBE" or "EXPLAIN" or "USE" or "TRUNCATE" => null,
            "" when words.Head[0].Token.Sign == '(' => null,
            "SET" => OfSet(words, second),
            "CREATE" or "ALTER" or "DROP" => OfKind(first, StatementKinds.Of(words, out _)),
            "BEGIN" when second is "" or "WORK" => null,
            "BEGIN" => Unseen,
            "START" when second == "TRANSACTION" => null,
            "LOCK" or "UNLOCK" or "RENAME" when second is "TABLE" or "TABLES" => null,
            "RENAME" or "GRANT" or "REVOKE" => Accounts,
            "ANALYZE" or "OPTIMIZE" or "REPAIR" or "CHECK" or "CHECKSUM" when second is "TABLE" or "TABLES" or "LOCAL" or "NO_WRITE_TO_BINLOG" => null,
            "LOAD" => "LOAD reads a file of the server.",
            "PREPARE" or "EXECUTE" or "DEALLOCATE" => Unseen,
            "" => $"A statement that begins with '{ShownText.Clean(words.Head[0].Text)}' is none that is known to stay within the database.",
            _ => $"{first} reaches beyond the database.",
        };
    }

    private static string? OfSet(StatementWords words, string second) => second switch
    {
        "PASSWORD" or "DEFAULT" => Accounts,
        "STATEMENT" => Unseen,
        _ when words.Reach.SetsServer && !words.Reach.SetsHistory => "SET GLOBAL and SET PERSIST change the settings of the whole server.",
        _ => null,
    };

    private static string? OfKind(string first, string kind)
    {
        if (StatementKinds.IsOfDatabase(kind))
            return null;
        return kind switch
        {
            "USER" or "ROLE" => Accounts,
            // Without a name it is the session's, which is the script's.
            "DATABASE" or "SCHEMA" when first == "ALTER" => null,
            _ => $"{first} {ShownText.Clean(kind.ToUpperInvariant())} reaches beyond the database.".Replace("  ", " ", StringComparison.Ordinal),
        };
    }
}
