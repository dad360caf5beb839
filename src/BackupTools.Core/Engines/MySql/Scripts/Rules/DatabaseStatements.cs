using System.Text;
using BackupTools.Engines.MySql.Scripts.Splitting;
using BackupTools.Engines.MySql.Text;

namespace BackupTools.Engines.MySql.Scripts.Rules;

/// <summary>
/// Statements that name the script's own database: where it is made, dropped or chosen, that is done already, and what else they say of it is
/// said of the one in which the script runs.
/// </summary>
internal static class DatabaseStatements
{
    private static readonly HashSet<string> Options = new(StringComparer.OrdinalIgnoreCase)
    {
        "CHARACTER", "CHARSET", "COLLATE", "COMMENT", "DEFAULT", "ENCRYPTION", "READ", "UPGRADE",
    };

    /// <summary>The database that a statement is about; null where it is about none.</summary>
    public static string? NameOf(StatementWords words) => PlaceOf(words) is { } at ? words.Head[at].Text : null;

    /// <summary>What is to be run for a statement about the script's own database; empty where that is nothing.</summary>
    /// <param name="words">The statement.</param>
    /// <param name="statement">Its bytes.</param>
    /// <param name="start">Where these begin in the script.</param>
    /// <param name="database">The database.</param>
    /// <param name="takesOptions">True where the database takes on what the script says of it.</param>
    public static ReadOnlyMemory<byte> Translate(StatementWords words, ReadOnlyMemory<byte> statement, long start, ScriptDatabase database, bool takesOptions)
    {
        if (words.First == "USE")
            return Encoding.UTF8.GetBytes($"USE {SqlText.Name(database.Place)}");
        int at = PlaceOf(words)!.Value;
        bool isAltered = words.First == "ALTER";
        if (words.First == "DROP" || words.Count == at + 1 || !(takesOptions || isAltered))
            return default;
        ReadOnlyMemory<byte> options = statement[(int)(words.Head[at].Token.End - start)..];
        // What a comment begins for a version of the server it ends too.
        return IsBalanced(options.Span) ? (byte[])[.. "ALTER DATABASE "u8, .. options.Span] : default;
    }

    private static int? PlaceOf(StatementWords words)
    {
        if (words.First == "USE")
            return words.Head.Count > 1 ? 1 : null;
        if (words.First is not ("CREATE" or "ALTER" or "DROP") || StatementKinds.Of(words, out int at) is not ("DATABASE" or "SCHEMA"))
            return null;
        do
            at++;
        while (at < words.Head.Count && words.Head[at].Token.Keyword is "IF" or "NOT" or "EXISTS");
        if (at >= words.Head.Count || !words.Head[at].Token.IsName)
            return null;
        bool isOption = words.First == "ALTER" && words.Head[at].Token.Kind == ScriptTokenKind.Word && Options.Contains(words.Head[at].Text);
        return isOption ? null : at;
    }

    private static bool IsBalanced(ReadOnlySpan<byte> text) => text.Count("/*"u8) == text.Count("*/"u8);
}
