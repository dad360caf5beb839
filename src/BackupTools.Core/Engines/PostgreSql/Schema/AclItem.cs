namespace BackupTools.Engines.PostgreSql.Schema;

/// <summary>What one role granted to another on one object.</summary>
/// <param name="Grantor">The role that granted it.</param>
/// <param name="Grantee">The role that has it; null for <c>PUBLIC</c>.</param>
/// <param name="Privileges">The privileges' names, e.g. <c>SELECT</c>, without those of <paramref name="Grantable"/>.</param>
/// <param name="Grantable">The privileges that the grantee may grant on.</param>
internal sealed record AclItem(string Grantor, string? Grantee, IReadOnlyList<string> Privileges, IReadOnlyList<string> Grantable)
{
    /// <summary>True where both say the same.</summary>
    public bool SameAs(AclItem other) => Grantor == other.Grantor && Grantee == other.Grantee
        && new HashSet<string>(Privileges).SetEquals(other.Privileges) && new HashSet<string>(Grantable).SetEquals(other.Grantable);
}
