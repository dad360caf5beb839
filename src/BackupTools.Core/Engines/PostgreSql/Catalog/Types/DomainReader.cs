using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Engines.PostgreSql.Sessions;
using BackupTools.Engines.PostgreSql.Text;

namespace BackupTools.Engines.PostgreSql.Catalog.Types;

/// <summary>
/// Reads domains with their default and their constraints. A default or a check may call a function that takes the
/// domain itself: the bare domain stands in, and they follow the function.
/// </summary>
internal sealed class DomainReader : ICatalogReader
{
    private static readonly string Sql = $"""
        SELECT {TypeQuery.Columns}, pg_catalog.format_type(t.typbasetype, t.typtypmod) AS base_type,
               CASE WHEN t.typcollation <> b.typcollation THEN t.typcollation::pg_catalog.regcollation::text END AS collation,
               t.typnotnull AS not_null, t.typdefault AS default_literal,
               pg_catalog.pg_get_expr(t.typdefaultbin, 'pg_catalog.pg_type'::pg_catalog.regclass) AS default_expression
        FROM {TypeQuery.From}
        JOIN pg_catalog.pg_type AS b ON b.oid = t.typbasetype
        WHERE t.typtype = 'd' AND {TypeQuery.Filter}
        ORDER BY n.nspname, t.typname
        """;

    public async Task<IReadOnlyList<SchemaItem>> ReadAsync(CatalogSession session, CancellationToken cancellationToken)
    {
        ILookup<uint, DomainConstraint> constraints = await DomainConstraint.ReadAllAsync(session, cancellationToken);
        List<SchemaItem> result = [];
        List<SchemaItem> domains = await session.QueryAsync(
            Sql, row => Item(row, constraints[row.Oid("oid")]), cancellationToken);
        foreach (SchemaItem domain in domains)
        {
            result.Add(domain);
            result.AddRange(constraints[domain.Id.Oid].Where(c => !c.IsInline || c.HasComment).Select(c => c.Item(domain)));
        }

        return result;
    }

    private static SchemaItem Item(CatalogRow row, IEnumerable<DomainConstraint> constraints)
    {
        List<DomainConstraint> inline = [.. constraints.Where(c => c.IsInline)];
        List<DomainConstraint> checks = [.. inline.Where(c => c.IsCheck)];
        string name = TypeQuery.Name(row);
        string head = $"CREATE DOMAIN {name} AS {row.Text("base_type")}"
            + (row.TextOrNull("collation") is string collation ? $" COLLATE {collation}" : "");
        string notNull = inline.Find(c => !c.IsCheck)?.Clause is string clause ? "\n    " + clause
            : row.Flag("not_null") ? "\n    NOT NULL" : "";
        string? value = row.TextOrNull("default_expression")
            ?? (row.TextOrNull("default_literal") is string text ? SqlText.Literal(text) : null);
        string later = (value is null ? "" : $"ALTER DOMAIN {name} SET DEFAULT {value};\n")
            + string.Concat(checks.Select(c => $"ALTER DOMAIN {name} ADD {c.Clause};\n"));
        string create = head + (value is null ? "" : $"\n    DEFAULT {value}") + notNull
            + string.Concat(checks.Select(c => "\n    " + c.Clause)) + ";\n";
        SchemaItem item = TypeQuery.Item(
            ItemKind.Domain, row, create,
            later.Length > 0 ? $"{head}{notNull};\n" : null, later.Length > 0 ? later : null);
        item.DependsOn.AddRange(inline.SelectMany(c => c.Needs));
        return item;
    }
}
