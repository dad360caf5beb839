using System.Text.RegularExpressions;

namespace BackupTools.Engines.PostgreSql.Text;

/// <summary>Finds and takes away kinds of privileges in <c>GRANT</c>, <c>REVOKE</c> and <c>ALTER DEFAULT PRIVILEGES</c>.</summary>
internal static partial class GrantedPrivileges
{
    /// <summary>The kinds that the statement names.</summary>
    /// <param name="statement">One statement.</param>
    public static IReadOnlyList<string> Names(string statement) =>
        List().Match(statement) is { Success: true } found ? Split(found) : [];

    /// <summary>The statement without a kind; empty where it names no other.</summary>
    /// <param name="statement">One statement.</param>
    /// <param name="name">The kind.</param>
    public static string Without(string statement, string name)
    {
        Match found = List().Match(statement);
        string kept = string.Join(", ", Split(found).Where(p => p != name));
        Group list = found.Groups["list"];
        return kept.Length == 0 ? "" : statement[..list.Index] + kept + statement[(list.Index + list.Length)..];
    }

    private static string[] Split(Match found) => found.Groups["list"].Value.Split(',', StringSplitOptions.TrimEntries);

    [GeneratedRegex("^(ALTER DEFAULT PRIVILEGES (\"([^\"]|\"\")*\"|[^\"])*? )?(GRANT|REVOKE) (GRANT OPTION FOR )?(?<list>[A-Z ,]+) ON ")]
    private static partial Regex List();
}
