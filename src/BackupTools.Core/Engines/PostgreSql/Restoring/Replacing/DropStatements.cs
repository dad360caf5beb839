using BackupTools.Engines.PostgreSql.Schema;

namespace BackupTools.Engines.PostgreSql.Restoring.Replacing;

/// <summary>
/// Writes what takes away an entry of the database, so that another can take its place. Nothing else goes with it: where
/// something needs it, the server refuses.
/// </summary>
internal static class DropStatements
{
    /// <summary>The statements; empty where there is nothing to take away by itself.</summary>
    public static string Of(SchemaTree live, int index)
    {
        SchemaEntry entry = live[index];
        string name = entry.Schema is null ? SqlText.Name(entry.Name) : SqlText.Name(entry.Schema, entry.Name);
        string table = entry.Parent is { } parent ? SqlText.Name(live[parent].Schema ?? "", live[parent].Name) : "";
        return entry.Kind switch
        {
            ItemKind.Table => $"DROP TABLE {name}",
            ItemKind.ForeignTable => $"DROP FOREIGN TABLE {name}",
            ItemKind.View => $"DROP VIEW {name}",
            ItemKind.MaterializedView => $"DROP MATERIALIZED VIEW {name}",
            ItemKind.Sequence => $"DROP SEQUENCE IF EXISTS {name}",
            ItemKind.Index => entry.Create.Length == 0 ? "" : $"DROP INDEX {name}",
            ItemKind.Statistics => $"DROP STATISTICS {name}",
            ItemKind.Constraint or ItemKind.CheckConstraint or ItemKind.NotNullConstraint or ItemKind.ForeignKey =>
                entry.Create.Length == 0 ? "" : $"ALTER TABLE {table} DROP CONSTRAINT {SqlText.Name(entry.Name)}",
            ItemKind.Trigger => IsState(entry) ? "" : $"DROP TRIGGER {SqlText.Name(entry.Name)} ON {table}",
            ItemKind.Rule => $"DROP RULE {SqlText.Name(entry.Name)} ON {table}",
            ItemKind.Policy => $"DROP POLICY {SqlText.Name(entry.Name)} ON {table}",
            ItemKind.RowSecurity => $"ALTER TABLE ONLY {table} DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY",
            _ => "",
        };
    }

    /// <summary>True for a trigger that a partition has by its partitioned table, and of which only the state is its own.</summary>
    private static bool IsState(SchemaEntry trigger) => trigger.Create.StartsWith("ALTER ", StringComparison.Ordinal);
}
