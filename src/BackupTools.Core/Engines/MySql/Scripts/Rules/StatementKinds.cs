using BackupTools.Engines.MySql.Scripts.Splitting;

namespace BackupTools.Engines.MySql.Scripts.Rules;

/// <summary>What a statement makes, alters or drops.</summary>
internal static class StatementKinds
{
    private static readonly HashSet<string> Programs = new(StringComparer.Ordinal) { "TRIGGER", "PROCEDURE", "FUNCTION", "EVENT", "PACKAGE" };

    private static readonly HashSet<string> OfDatabase = new(Programs, StringComparer.Ordinal) { "TABLE", "TABLES", "VIEW", "INDEX", "SEQUENCE" };

    /// <summary>The word behind CREATE, ALTER or DROP and all that may stand between, in upper case where it is a known one; empty where there is none.</summary>
    /// <param name="words">The statement.</param>
    /// <param name="at">Its place among the statement's pieces.</param>
    public static string Of(StatementWords words, out int at)
    {
        for (at = 1; at < words.Head.Count; at++)
        {
            switch (words.Head[at].Token.Keyword)
            {
                case "OR" or "REPLACE" or "TEMPORARY" or "UNIQUE" or "FULLTEXT" or "SPATIAL" or "VECTOR" or "ONLINE" or "OFFLINE" or "IGNORE" or "AGGREGATE" or "IF" or "NOT" or "EXISTS":
                    break;
                case "ALGORITHM":
                    at += 2;
                    break;
                case "SQL":
                    at += 2;
                    break;
                case "DEFINER":
                    at = EndOfDefiner(words.Head, at);
                    break;
                default:
                    return words.Head[at].Token.Kind == ScriptTokenKind.Word ? words.Head[at].Text : "";
            }
        }

        return "";
    }

    /// <summary>True for what has a text that runs later.</summary>
    public static bool IsProgram(string kind) => Programs.Contains(kind);

    /// <summary>True for what lies in a database.</summary>
    public static bool IsOfDatabase(string kind) => OfDatabase.Contains(kind);

    /// <summary>The last piece of <c>DEFINER = 'a'@'b'</c>.</summary>
    private static int EndOfDefiner(IReadOnlyList<HeadToken> head, int at)
    {
        char SignAt(int i) => i < head.Count ? head[i].Token.Sign : '\0';
        at += 2;
        if (SignAt(at + 1) == '@')
            return at + 2;
        return SignAt(at + 1) == '(' ? at + 2 : at;
    }
}
