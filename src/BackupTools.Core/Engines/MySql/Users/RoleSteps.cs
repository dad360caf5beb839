using BackupTools.Abstractions;

namespace BackupTools.Engines.MySql.Users;

/// <summary>Writes the statements that give and take roles.</summary>
/// <param name="isMariaDb">True for MariaDB, which turns on one role at login; MySQL turns on as many as it is told.</param>
/// <param name="database">The database in which they are run.</param>
internal sealed class RoleSteps(bool isMariaDb, string database)
{
    /// <summary>The statements.</summary>
    public List<UserStep> Steps { get; } = [];

    /// <summary>What to know, a sentence each.</summary>
    public List<string> Warnings { get; } = [];

    /// <summary>Gives a role.</summary>
    public void Grant(AccountName role, AccountName to, bool withAdmin = false) =>
        Steps.Add(new UserStep($"GRANT {role.Sql} TO {to.Sql}{(withAdmin ? " WITH ADMIN OPTION" : "")}", database));

    /// <summary>Takes one away.</summary>
    public void Revoke(AccountName role, AccountName from) => Steps.Add(new UserStep($"REVOKE {role.Sql} FROM {from.Sql}", database));

    /// <summary>Says which roles are turned on at login: else a membership would give nothing until SET ROLE.</summary>
    public void TurnOn(IReadOnlyList<AccountName> roles, AccountName of)
    {
        if (isMariaDb && roles.Count > 1)
            Warnings.Add($"MariaDB turns on one role at login, and '{of}' has several: SET ROLE or SET DEFAULT ROLE chooses one.");
        else if (isMariaDb)
            Steps.Add(new UserStep($"SET DEFAULT ROLE {(roles.Count == 0 ? "NONE" : roles[0].Sql)} FOR {of.Sql}", database));
        else
            Steps.Add(new UserStep($"SET DEFAULT ROLE {(roles.Count == 0 ? "NONE" : string.Join(", ", roles.Select(r => r.Sql)))} TO {of.Sql}", database));
    }
}
