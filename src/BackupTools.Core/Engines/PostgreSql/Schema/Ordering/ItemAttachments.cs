using System.Text;

namespace BackupTools.Engines.PostgreSql.Schema.Ordering;

/// <summary>What is added to an item for all kinds alike. Of most items that is one role and nothing to collect.</summary>
internal sealed class ItemAttachments
{
    private StringBuilder? _comments;
    private StringBuilder? _privileges;
    private List<string>? _roles;

    /// <summary>The statement that sets the owner.</summary>
    public string SetOwner { get; set; } = "";

    /// <summary>Comments and security labels.</summary>
    public string Comments => _comments?.ToString() ?? "";

    /// <summary>Grants.</summary>
    public string Privileges => _privileges?.ToString() ?? "";

    /// <summary>The roles that statements name, each once, by their names.</summary>
    public IReadOnlyList<string> Roles => _roles is null ? [] : [.. _roles.Order(StringComparer.Ordinal)];

    public void AddComment(string statement) => (_comments ??= new StringBuilder()).Append(statement);

    public void AddPrivileges(string statements) => (_privileges ??= new StringBuilder()).Append(statements);

    /// <summary>Notes a role; those that every server has are not noted.</summary>
    public void AddRole(string? role)
    {
        if (role is null || role.StartsWith("pg_", StringComparison.Ordinal))
            return;
        _roles ??= new List<string>(1);
        if (!_roles.Contains(role))
            _roles.Add(role);
    }
}
