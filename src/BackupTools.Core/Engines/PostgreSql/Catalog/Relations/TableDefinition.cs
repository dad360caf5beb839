using System.Text;
using BackupTools.Engines.PostgreSql.Text;

namespace BackupTools.Engines.PostgreSql.Catalog.Relations;

/// <summary>Writes <c>CREATE TABLE</c> and what sets a table's properties right after it.</summary>
internal static class TableDefinition
{
    /// <summary>The statements.</summary>
    public static string Write(Table table)
    {
        StringBuilder sql = new("CREATE ");
        if (table.Kind == "f")
            sql.Append("FOREIGN ");
        else if (table.IsUnlogged && table.Kind == "r")
            sql.Append("UNLOGGED ");
        sql.Append("TABLE ").Append(table.FullName);
        AppendElements(sql, table);
        AppendClauses(sql, table);
        sql.Append(";\n");
        AppendInheritedColumns(sql, table);
        ColumnSettings.Append(sql, table);
        AppendReplicaIdentity(sql, table);
        return RelationOptions.InTablespace(table.Tablespace, sql.ToString());
    }

    /// <summary>True where the default is set within the table's own statements.</summary>
    public static bool HasDefaultWithin(Table table, Column column) =>
        column.Default is not null && (column.Generated.Length > 0 ? !InheritsGeneration(table, column) : !column.DefaultNeedsOthers);

    /// <summary>True where the constraint is written within <c>CREATE TABLE</c>.</summary>
    public static bool HasCheckWithin(Table table, CheckConstraint check) => check.IsValid && !check.NeedsTable && (check.IsLocal || table.IsPartition);

    private static void AppendElements(StringBuilder sql, Table table)
    {
        if (table.OfType is not null)
            sql.Append(" OF ").Append(table.OfType);
        List<string> elements = [];
        foreach (Column column in table.Columns)
        {
            if (!table.Defines(column))
                AddInheritedNotNull(elements, table, column);
            else if (Element(table, column) is { } element)
                elements.Add(element);
        }

        foreach (CheckConstraint check in table.Checks.Where(c => HasCheckWithin(table, c)))
            elements.Add($"CONSTRAINT {SqlText.Name(check.Name)} {check.Definition}");
        if (elements.Count > 0)
            sql.Append(" (\n    ").AppendJoin(",\n    ", elements).Append("\n)");
        else if (table.OfType is null)
            sql.Append(" (\n)");
    }

    private static string? Element(Table table, Column column)
    {
        string properties = DefaultClause(table, column) + NotNullClause(table, column);
        if (table.OfType is not null)
            return properties.Length == 0 ? null : $"{SqlText.Name(column.Name)} WITH OPTIONS{properties}";
        string collation = column.Collation is null ? "" : " COLLATE " + column.Collation;
        return $"{SqlText.Name(column.Name)} {column.Type}{collation}{properties}";
    }

    private static string DefaultClause(Table table, Column column)
    {
        if (!HasDefaultWithin(table, column))
            return MustRefuseDefault(table, column) ? " DEFAULT NULL" : "";
        return column.Generated.Length > 0
            ? $" GENERATED ALWAYS AS ({column.Default}) {(column.Generated == "v" ? "VIRTUAL" : "STORED")}"
            : $" DEFAULT {column.Default}";
    }

    private static string NotNullClause(Table table, Column column)
    {
        if (!column.NotNull)
            return "";
        if (column.NotNullConstraint is not { } constraint)
            return table.Inherited(column).Any(c => c.NotNull) ? "" : " NOT NULL";
        if (!constraint.IsValid || !(constraint.IsLocal || table.IsPartition))
            return "";
        return $" CONSTRAINT {SqlText.Name(constraint.Name)} NOT NULL{(constraint.NoInherit ? " NO INHERIT" : "")}";
    }

    /// <summary>
    /// A named constraint of the table's own, on a column that is only inherited; or one that is valid where the
    /// parent's is not, which the table would otherwise get from it when the rows are in, not valid as well.
    /// </summary>
    private static void AddInheritedNotNull(List<string> elements, Table table, Column column)
    {
        if (column.NotNullConstraint is { IsValid: true } own
            && (own.IsLocal || table.Inherited(column).Any(c => c.NotNullConstraint is { IsValid: false })))
            elements.Add($"CONSTRAINT {SqlText.Name(own.Name)} NOT NULL {SqlText.Name(column.Name)}{(own.NoInherit ? " NO INHERIT" : "")}");
    }

    private static void AppendClauses(StringBuilder sql, Table table)
    {
        if (!table.IsPartition && table.Parents.Count > 0)
            sql.Append("\nINHERITS (").AppendJoin(", ", table.Parents.Select(p => p.FullName)).Append(')');
        if (table.PartitionKey is not null)
            sql.Append("\nPARTITION BY ").Append(table.PartitionKey);
        if (table.AccessMethod is not null)
            sql.Append("\nUSING ").Append(SqlText.Name(table.AccessMethod));
        if (RelationOptions.List(table.Options, table.ToastOptions) is { } options)
            sql.Append("\nWITH ").Append(options);
        if (table.Server is not null)
            sql.Append("\nSERVER ").Append(SqlText.Name(table.Server));
        if (table.ForeignOptions is not null)
            sql.Append("\nOPTIONS (").Append(table.ForeignOptions).Append(')');
    }

    /// <summary>What differs, in columns that the definition does not mention, from what was inherited.</summary>
    private static void AppendInheritedColumns(StringBuilder sql, Table table)
    {
        foreach (Column column in table.Columns.Where(c => !table.Defines(c)))
        {
            string alter = $"ALTER {table.Keyword} ONLY {table.FullName} ALTER COLUMN {SqlText.Name(column.Name)} ";
            if (column.Generated.Length == 0 && HasDefaultWithin(table, column))
                sql.Append(alter).Append("SET DEFAULT ").Append(column.Default).Append(";\n");
            else if (MustRefuseDefault(table, column))
                sql.Append(alter).Append("SET DEFAULT NULL;\n");
            if (column.NotNull && column.NotNullConstraint is null && !table.Inherited(column).Any(c => c.NotNull))
                sql.Append(alter).Append("SET NOT NULL;\n");
        }
    }

    private static void AppendReplicaIdentity(StringBuilder sql, Table table)
    {
        string? identity = table.ReplicaIdentity switch { "f" => "FULL", "n" => "NOTHING", _ => null };
        if (identity is not null && table.Kind != "f")
            sql.Append("ALTER TABLE ONLY ").Append(table.FullName).Append(" REPLICA IDENTITY ").Append(identity).Append(";\n");
    }

    /// <summary>True where a default would be inherited that the column does not have.</summary>
    private static bool MustRefuseDefault(Table table, Column column) =>
        column.Default is null && column.Generated.Length == 0
        && table.Inherited(column).Any(c => c.Default is not null && c.Generated.Length == 0);

    /// <summary>Servers before 16 refuse a generation expression for a column that inherits one.</summary>
    private static bool InheritsGeneration(Table table, Column column) =>
        !table.Defines(column) || table.Inherited(column).Any(c => c.Generated.Length > 0 && c.Default == column.Default);
}
