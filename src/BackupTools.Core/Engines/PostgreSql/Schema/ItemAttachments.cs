using System.Text;

namespace BackupTools.Engines.PostgreSql.Schema;

/// <summary>What is added to an item for all kinds alike.</summary>
internal sealed class ItemAttachments
{
    private readonly StringBuilder _comments = new();
    private readonly StringBuilder _privileges = new();
    private readonly SortedSet<string> _roles = new(StringComparer.Ordinal);

    /// <summary>The statement that sets the owner.</summary>
    public string SetOwner { get; set; } = "";

    /// <summary>Comments and security labels.</summary>
    public string Comments => _comments.ToString();

    /// <summary>Grants.</summary>
    public string Privileges => _privileges.ToString();

    /// <summary>The roles that statements name.</summary>
    public IReadOnlyCollection<string> Roles => _roles;

    public void AddComment(string statement) => _comments.Append(statement);

    public void AddPrivileges(string statements) => _privileges.Append(statements);

    /// <summary>Notes a role; those that every server has are not noted.</summary>
    public void AddRole(string? role)
    {
        if (role is not null && !role.StartsWith("pg_", StringComparison.Ordinal))
            _roles.Add(role);
    }
}
