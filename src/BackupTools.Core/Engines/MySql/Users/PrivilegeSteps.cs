using BackupTools.Abstractions;

namespace BackupTools.Engines.MySql.Users;

/// <summary>What somebody may do on the whole server, as far as the product has a word for it.</summary>
internal sealed record PrivilegeState(bool IsSuperuser = false, bool CanCreate = false, bool CanCreateUser = false, bool CanReplicate = false)
{
    /// <summary>All that it may do there, where that is to be taken away.</summary>
    public IReadOnlyList<string> OnServer { get; init; } = [];

    /// <summary>That of an account.</summary>
    public static PrivilegeState Of(Account account) => new(account.IsSuperuser, account.CanCreate, account.CanCreateUser, account.CanReplicate);
}

/// <summary>Writes the statements that make somebody a superuser, creator of databases or users, or replica, and the ones that take it away.</summary>
internal static class PrivilegeSteps
{
    /// <summary>The statements.</summary>
    public static IEnumerable<UserStep> Of(UserAttributes attributes, PrivilegeState state, AccountName name, string database)
    {
        UserStep Step(string statement) => new(statement, database);
        if (attributes.Superuser == true && !state.IsSuperuser)
        {
            yield return Step($"GRANT ALL PRIVILEGES ON *.* TO {name.Sql} WITH GRANT OPTION");
            yield break;
        }

        if (attributes.Superuser == false && state.IsSuperuser)
        {
            // MySQL takes REVOKE ALL ON *.* for everything in databases too.
            yield return Step($"REVOKE {string.Join(", ", state.OnServer)} ON *.* FROM {name.Sql}");
            yield return Step($"REVOKE GRANT OPTION ON *.* FROM {name.Sql}");
            state = new PrivilegeState();
        }

        (string Privilege, bool? Wanted, bool Has)[] all =
        [
            ("CREATE", attributes.CreateDatabase, state.CanCreate), ("CREATE USER", attributes.CreateRole, state.CanCreateUser),
            ("REPLICATION SLAVE", attributes.Replication, state.CanReplicate),
        ];
        string[] more = [.. all.Where(p => p.Wanted == true && !p.Has).Select(p => p.Privilege)];
        string[] fewer = [.. all.Where(p => p.Wanted == false && p.Has).Select(p => p.Privilege)];
        if (more.Length > 0)
            yield return Step($"GRANT {string.Join(", ", more)} ON *.* TO {name.Sql}");
        if (fewer.Length > 0)
            yield return Step($"REVOKE {string.Join(", ", fewer)} ON *.* FROM {name.Sql}");
    }
}
