using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Connections;
using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Engines.PostgreSql.Text;

namespace BackupTools.Engines.PostgreSql.Restoring.Entries;

/// <summary>
/// What the target's server does not take and that is no data: storage options, settings and kinds of privileges that it does not
/// know. They are left out and told, so that none of them costs a table. What says who may see which rows is never among them.
/// </summary>
/// <param name="withoutSuperuser">True where a superuser could make what is refused, and the role that restores is none on purpose.</param>
internal sealed class Concessions(bool withoutSuperuser = false)
{
    private const int MostNamed = 5;

    private readonly object _gate = new();
    private readonly Dictionary<string, SortedSet<string>> _leftOut = [];
    private readonly SortedSet<string> _notValid = new(StringComparer.Ordinal);

    /// <summary>What was left out, or is not in force for all rows, one sentence each.</summary>
    public IReadOnlyList<string> Warnings
    {
        get
        {
            lock (_gate)
                return [.. _notValid, .. _leftOut.OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => Describe(l.Key, l.Value))];
        }
    }

    /// <summary>The statement without what the server refused.</summary>
    /// <param name="entry">The entry that the statement is of.</param>
    /// <param name="statement">The statement.</param>
    /// <param name="error">Why the server refused it.</param>
    /// <returns>What to try instead, empty where nothing is left of it; null where it must fail.</returns>
    public string? Concede(SchemaEntry entry, string statement, BackupException error)
    {
        if (error.InnerException is not ServerException server)
            return null;
        if (UncheckedConstraint.Of(entry, statement, server) is { } notValid)
        {
            lock (_gate)
                _notValid.Add(
                    $"The {EntryTitle.Of(entry)} {(server.SqlState == SqlState.FeatureNotSupported ? "cannot be tried on all rows" : "is broken by rows")}, and is made NOT VALID: it holds for rows to come. The server says: {server.Message.TrimEnd('.')}.");
            return notValid;
        }

        (string What, string Statement)? found = server.SqlState switch
        {
            SqlState.InvalidParameterValue or SqlState.FeatureNotSupported => WithoutOption(statement, server) ?? WithoutSetting(statement, server),
            SqlState.UndefinedObject => WithoutSetting(statement, server),
            SqlState.InsufficientPrivilege when withoutSuperuser => WithoutSetting(statement, server),
            SqlState.SyntaxError or SqlState.InvalidGrantOperation => WithoutPrivilege(statement, server),
            _ => null,
        };
        if (found is not { } kept || kept.Statement == statement)
            return null;
        lock (_gate)
        {
            if (!_leftOut.TryGetValue(kept.What, out SortedSet<string>? entries))
                _leftOut[kept.What] = entries = new(StringComparer.Ordinal);
            entries.Add(EntryTitle.Of(entry));
        }

        return kept.Statement;
    }

    private static (string, string)? WithoutOption(string statement, ServerException server)
    {
        string? option = StatementOptions.Names(statement).FirstOrDefault(n => SaysName(server, n) && !DecidesWhoSees(n));
        return option is null ? null : ($"the storage option '{option}'", StatementOptions.Without(statement, n => n == option));
    }

    private static (string, string)? WithoutSetting(string statement, ServerException server)
    {
        string? setting = SettingClauses.Names(statement).FirstOrDefault(n => SaysName(server, n) && !DecidesWhoSees(n));
        return setting is null ? null : ($"the setting '{setting}'", SettingClauses.Without(statement, setting));
    }

    private static (string, string)? WithoutPrivilege(string statement, ServerException server)
    {
        string? privilege = GrantedPrivileges.Names(statement).FirstOrDefault(n => SaysName(server, n));
        return privilege is null ? null : ($"the privilege {privilege}", GrantedPrivileges.Without(statement, privilege));
    }

    /// <summary>Servers speak many languages; the name that they refuse is in every one of them.</summary>
    private static bool SaysName(ServerException server, string name)
    {
        for (int i = server.Message.IndexOf(name, StringComparison.OrdinalIgnoreCase); i >= 0;
            i = server.Message.IndexOf(name, i + 1, StringComparison.OrdinalIgnoreCase))
        {
            if (!IsPart(i - 1) && !IsPart(i + name.Length))
                return true;
        }

        return false;

        bool IsPart(int at) => at >= 0 && at < server.Message.Length && (char.IsLetterOrDigit(server.Message[at]) || server.Message[at] == '_');
    }

    private static bool DecidesWhoSees(string name) =>
        name.StartsWith("security_", StringComparison.OrdinalIgnoreCase) || name.Equals("row_security", StringComparison.OrdinalIgnoreCase)
        || name.Equals("search_path", StringComparison.OrdinalIgnoreCase) || name.Equals("role", StringComparison.OrdinalIgnoreCase)
        || name.Equals("check_option", StringComparison.OrdinalIgnoreCase);

    private static string Describe(string what, SortedSet<string> entries)
    {
        string named = string.Join(", ", entries.Take(MostNamed)) + (entries.Count > MostNamed ? $" and {entries.Count - MostNamed} more" : "");
        return $"The target's server does not take {what}, which was left out of: {named}.";
    }
}
