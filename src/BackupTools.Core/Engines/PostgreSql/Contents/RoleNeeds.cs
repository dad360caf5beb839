using System.Text;
using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Engines.PostgreSql.Text;

namespace BackupTools.Engines.PostgreSql.Contents;

/// <summary>
/// What of an entry is restored as far as roles are concerned: owners and grants may be left out, and so may be what
/// names a role that the server does not have.
/// </summary>
/// <param name="noOwner">True to leave owners out.</param>
/// <param name="noPrivileges">True to leave grants out.</param>
/// <param name="missing">The roles whose statements are left out.</param>
internal sealed class RoleNeeds(bool noOwner, bool noPrivileges, IReadOnlySet<string> missing)
{
    /// <summary>The roles that the entry's statements need, as far as they are restored.</summary>
    public IEnumerable<string> RolesOf(SchemaEntry entry)
    {
        if (entry.Traits.Phase == RestorePhase.Roles)
            return [];
        string text = (entry.Traits.NamesRoles && HasCreate(entry) ? entry.Create : "") + (noPrivileges ? "" : entry.Privileges);
        return entry.Roles.Where(r => (!noOwner && r == entry.Owner && entry.SetOwner.Length > 0) || Names(text, r));
    }

    /// <summary>The statements that make it; empty where they are left out.</summary>
    public string Create(SchemaEntry entry)
    {
        if (!HasCreate(entry) || !entry.Traits.NamesRoles || missing.Count == 0)
            return HasCreate(entry) ? entry.Create : "";
        return entry.Traits.Phase is RestorePhase.Database or RestorePhase.Privileges
            ? WithoutMissing(entry.Create)
            : entry.Roles.Any(r => missing.Contains(r) && Names(entry.Create, r)) ? "" : entry.Create;
    }

    /// <summary>The statement that sets the owner; empty where it is left out.</summary>
    public string SetOwner(SchemaEntry entry) =>
        noOwner || (entry.Owner is { } owner && missing.Contains(owner)) ? "" : entry.SetOwner;

    /// <summary>Comments and security labels; empty where what they are on is left out.</summary>
    public string Comments(SchemaEntry entry) =>
        entry.Create.Length > 0 && Create(entry).Length == 0 ? "" : entry.Comments;

    /// <summary>The grants that are not left out.</summary>
    public string Privileges(SchemaEntry entry) =>
        noPrivileges ? "" : missing.Count == 0 ? entry.Privileges : WithoutMissing(entry.Privileges);

    /// <summary>True where the text names the role, also within a statement that stands in a string.</summary>
    private static bool Names(string text, string role)
    {
        string name = SqlText.Name(role);
        return text.Contains(name, StringComparison.Ordinal)
            || text.Contains(SqlText.Literal(name).TrimStart('E')[1..^1], StringComparison.Ordinal)
            || (ByteText.HasBytes(name) && text.Contains(ByteText.Escape(SqlText.Literal(name)).TrimStart('E')[1..^1], StringComparison.Ordinal));
    }

    private bool HasCreate(SchemaEntry entry) =>
        !(noPrivileges && entry.Traits.Phase == RestorePhase.Privileges);

    /// <summary>The statements that name no missing role, and that are not to run in the name of one.</summary>
    private string WithoutMissing(string sql)
    {
        StringBuilder result = new();
        bool asMissing = false;
        foreach (string statement in SqlStatements.Split(sql))
        {
            bool namesMissing = missing.Any(r => Names(statement, r));
            if (statement.StartsWith("SET SESSION AUTHORIZATION", StringComparison.Ordinal))
                asMissing = namesMissing;
            if (!namesMissing && !asMissing)
                result.Append(statement).Append('\n');
            if (statement.StartsWith("RESET SESSION AUTHORIZATION", StringComparison.Ordinal))
                asMissing = false;
        }

        return result.ToString();
    }
}
