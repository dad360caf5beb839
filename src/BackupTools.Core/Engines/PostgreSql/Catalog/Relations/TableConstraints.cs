using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Engines.PostgreSql.Text;

namespace BackupTools.Engines.PostgreSql.Catalog.Relations;

/// <summary>
/// Check and not-null constraints as items: those that must wait for the rows, most because they were never checked
/// against them, and the mere addresses of others that have a comment.
/// </summary>
internal static class TableConstraints
{
    /// <summary>The items of a table.</summary>
    public static IEnumerable<SchemaItem> Items(Table table)
    {
        foreach (CheckConstraint check in table.Checks)
        {
            if (!check.IsApart && !check.IsCommented)
                continue;
            SchemaItem item = Item(table, ItemKind.CheckConstraint, check.Oid, check.Name, check.IsValid && !check.IsApart,
                check.IsApart ? Add(table, check.Name, check.Definition) : "");
            item.DependsOn.AddRange(MadeBefore(table, check.IsApart, t => t.Checks.Where(c => c.Name == check.Name)
                .Select(c => (c.Oid, c.IsApart))));
            yield return item;
        }

        foreach (Column column in table.Columns)
        {
            if (column.NotNullConstraint is not { } constraint)
                continue;
            if (!constraint.IsApart && !constraint.IsCommented)
                continue;
            SchemaItem item = Item(table, ItemKind.NotNullConstraint, constraint.Oid, constraint.Name, constraint.IsValid,
                constraint.IsApart ? Add(table, constraint.Name, NotNull(column, constraint)) : "");
            item.DependsOn.AddRange(MadeBefore(table, constraint.IsApart, t => t.Columns.Where(c => c.Name == column.Name)
                .Select(c => c.NotNullConstraint).OfType<NotNullConstraint>()
                .Select(c => (c.Oid, c.IsApart))));
            yield return item;
        }
    }

    /// <summary>
    /// A constraint is merged with those that the children have already, but cannot be added to a child that inherited
    /// it: so children come first. What a child did not define itself comes from its parents.
    /// </summary>
    private static IEnumerable<CatalogId> MadeBefore(
        Table table, bool isApart, Func<Table, IEnumerable<(uint Oid, bool IsApart)>> same) =>
        isApart
            ? table.Children.SelectMany(same).Where(c => c.IsApart).Select(c => RelationIds.Constraint(c.Oid))
            : table.Parents.SelectMany(same).Where(c => c.IsApart).Select(c => RelationIds.Constraint(c.Oid));

    private static string NotNull(Column column, NotNullConstraint constraint) =>
        $"NOT NULL {SqlText.Name(column.Name)}{(constraint.NoInherit ? " NO INHERIT" : "")} NOT VALID";

    /// <summary>Not <c>ONLY</c>: children inherit the constraint.</summary>
    private static string Add(Table table, string name, string definition) =>
        $"ALTER {table.Keyword} {table.FullName} ADD CONSTRAINT {SqlText.Name(name)} {definition};\n";

    private static SchemaItem Item(Table table, ItemKind kind, uint oid, string name, bool isWithin, string create)
    {
        SchemaItem item = new()
        {
            Kind = kind,
            Id = RelationIds.Constraint(oid),
            Schema = table.Schema,
            Name = name,
            Create = create,
            Section = isWithin ? Section.PreData : Section.PostData,
            Address = $"CONSTRAINT {SqlText.Name(name)} ON {table.FullName}",
            Parent = RelationIds.Relation(table.Oid),
        };
        item.DependsOn.Add(RelationIds.Relation(table.Oid));
        return item;
    }
}
