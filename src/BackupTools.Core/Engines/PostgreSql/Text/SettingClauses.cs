using System.Text.RegularExpressions;

namespace BackupTools.Engines.PostgreSql.Text;

/// <summary>
/// Finds and takes away the settings of a routine (a line of its own in what the server gives for it), and of a database or a role
/// (a statement of its own).
/// </summary>
internal static partial class SettingClauses
{
    /// <summary>The names of the settings that the statement makes.</summary>
    /// <param name="statement">One statement.</param>
    public static IReadOnlyList<string> Names(string statement) =>
        Own().Match(statement) is { Success: true } own
            ? [Plain(own)]
            : [.. OfRoutine().Matches(Head(statement)).Select(Plain)];

    /// <summary>The statement without a setting; empty where it does nothing else.</summary>
    /// <param name="statement">One statement.</param>
    /// <param name="name">The setting's name.</param>
    public static string Without(string statement, string name)
    {
        if (Own().Match(statement) is { Success: true } own && Plain(own) == name)
            return "";
        string head = Head(statement);
        return OfRoutine().Replace(head, m => Plain(m) == name ? "" : m.Value) + statement[head.Length..];
    }

    /// <summary>What stands before a routine's body.</summary>
    private static string Head(string statement) =>
        RoutineStart().IsMatch(statement) && Body().Match(statement) is { Success: true } body ? statement[..body.Index] : "";

    private static string Plain(Match match) => match.Groups["name"].Value.Replace("\"", "", StringComparison.Ordinal);

    /// <summary>Of a database, it stands in a block that puts the database's name in.</summary>
    [GeneratedRegex("^(DO \\$\\w*\\$BEGIN EXECUTE E?')?ALTER (DATABASE|ROLE) .*? SET (?<name>[\\w.\"]+) TO ", RegexOptions.Singleline)]
    private static partial Regex Own();

    [GeneratedRegex("^ SET (?<name>[\\w.\"]+) TO .*\n", RegexOptions.Multiline)]
    private static partial Regex OfRoutine();

    [GeneratedRegex("^CREATE (OR REPLACE )?(FUNCTION|PROCEDURE) ")]
    private static partial Regex RoutineStart();

    [GeneratedRegex("^(AS |BEGIN ATOMIC|RETURN )", RegexOptions.Multiline)]
    private static partial Regex Body();
}
