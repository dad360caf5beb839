using BackupTools.Engines.PostgreSql.Text;

namespace BackupTools.Engines.PostgreSql.Schema;

/// <summary>How statements name what privileges are granted on.</summary>
/// <param name="Address">The object with its keyword, e.g. <c>TABLE "s"."t"</c>; null for the database itself.</param>
/// <param name="Column">The column; null for the whole object.</param>
/// <param name="Prefix">What precedes <c>GRANT</c>: <c>ALTER DEFAULT PRIVILEGES …</c>.</param>
internal sealed record GrantTarget(string? Address, string? Column = null, string Prefix = "")
{
    /// <summary>The list of privileges, or <c>ALL</c>.</summary>
    public string Privileges(IEnumerable<string> privileges, IReadOnlyCollection<string> all)
    {
        HashSet<string> wanted = [.. privileges];
        string column = Column is null ? "" : $" ({SqlText.Name(Column)})";
        return wanted.SetEquals(all) ? "ALL" + column : string.Join(", ", wanted.Order(StringComparer.Ordinal).Select(p => p + column));
    }

    /// <summary>One statement on the object.</summary>
    public string Statement(string before, string after) =>
        Address is null ? DatabaseStatement.Write(before + "DATABASE ", after) : $"{Prefix}{before}{Address}{after};\n";
}
