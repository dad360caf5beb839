using System.Text;
using BackupTools.Engines.PostgreSql.Text;

namespace BackupTools.Engines.PostgreSql.Schema;

/// <summary>Writes what turns the privileges that an object has when it is made into those that it must have.</summary>
internal static class GrantStatements
{
    /// <summary>The statements; empty where nothing is to be changed.</summary>
    /// <param name="target">How <c>GRANT … ON</c> names the object.</param>
    /// <param name="owner">The object's owner, who grants whatever no other is named for.</param>
    /// <param name="all">The privileges that <c>ALL</c> means for the kind of object.</param>
    /// <param name="initial">What a new object has.</param>
    /// <param name="wanted">What it must have.</param>
    public static string Write(
        GrantTarget target, string owner, IReadOnlyCollection<string> all, IReadOnlyList<AclItem> initial, IReadOnlyList<AclItem> wanted)
    {
        StringBuilder text = new();
        foreach (AclItem item in initial.Where(i => !wanted.Any(i.SameAs)))
            Append(text, target, owner, item.Grantor, $"REVOKE {target.Privileges(item.Privileges.Concat(item.Grantable), all)}", $"FROM {Grantee(item)}");
        foreach (AclItem item in InGrantingOrder(owner, [.. wanted.Where(w => !initial.Any(w.SameAs))], [.. initial.Where(i => wanted.Any(i.SameAs))]))
        {
            if (item.Privileges.Count > 0)
                Append(text, target, owner, item.Grantor, $"GRANT {target.Privileges(item.Privileges, all)}", $"TO {Grantee(item)}");
            if (item.Grantable.Count > 0)
                Append(text, target, owner, item.Grantor, $"GRANT {target.Privileges(item.Grantable, all)}", $"TO {Grantee(item)} WITH GRANT OPTION");
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, GrantTarget target, string owner, string grantor, string before, string after)
    {
        string statement = target.Statement(before + " ON ", " " + after);
        if (grantor == owner)
            text.Append(statement);
        else
            text.Append("SET ROLE ").Append(SqlText.Name(grantor)).Append(";\n").Append(statement).Append("RESET ROLE;\n");
    }

    private static string Grantee(AclItem item) => item.Grantee is null ? "PUBLIC" : SqlText.Name(item.Grantee);

    /// <summary>
    /// The grants in their order, but none before the one that gave its grantor the right to make it.
    /// </summary>
    private static List<AclItem> InGrantingOrder(string owner, List<AclItem> waiting, List<AclItem> given)
    {
        HashSet<(string Role, string Privilege)> may = [];
        foreach (AclItem item in given)
            Note(item);
        List<AclItem> result = [];
        while (waiting.Count > 0)
        {
            int next = waiting.FindIndex(w => w.Grantor == owner || w.Privileges.Concat(w.Grantable).All(p => may.Contains((w.Grantor, p))));

            // Where nobody has the right, the grantor has it in another way: as a superuser, or through a role.
            AclItem item = waiting[Math.Max(next, 0)];
            waiting.Remove(item);
            Note(item);
            result.Add(item);
        }

        return result;

        void Note(AclItem item)
        {
            foreach (string privilege in item.Grantable)
                may.Add((item.Grantee ?? "", privilege));
        }
    }
}
