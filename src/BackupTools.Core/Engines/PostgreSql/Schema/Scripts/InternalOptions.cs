using System.Text;
using BackupTools.Engines.PostgreSql.Text;

namespace BackupTools.Engines.PostgreSql.Schema.Scripts;

/// <summary>
/// Takes the options that a server keeps for itself out of entries: archives of before this was known have them, and no other server
/// takes them.
/// </summary>
internal static class InternalOptions
{
    /// <summary>The entry without them.</summary>
    public static SchemaEntry Remove(SchemaEntry entry)
    {
        if (!entry.Traits.HasColumns || !entry.Create.Contains("(\"pg_", StringComparison.Ordinal))
            return entry;
        StringBuilder create = new(entry.Create.Length);
        foreach (string statement in SqlStatements.Split(entry.Create))
        {
            string kept = StatementOptions.Without(statement, StatementOptions.IsInternal);
            if (kept.Length > 0)
                create.Append(kept).Append('\n');
        }

        return entry with { Create = create.ToString() };
    }
}
