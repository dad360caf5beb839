using BackupTools.Engines.PostgreSql.Catalog.Relations;
using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Engines.PostgreSql.Sessions;
using BackupTools.Engines.PostgreSql.Text;

namespace BackupTools.Engines.PostgreSql.Catalog.Types;

/// <summary>
/// A constraint of a domain. One that the server has not validated, or whose function may read tables, stands on its own, after the
/// rows; the others are part of the domain's own statement.
/// </summary>
internal sealed record DomainConstraint
{
    /// <summary>Within an array, a range or a row, the server adds nothing to a domain that must be checked against rows.</summary>
    private const string IsPartOfOthers =
        """
        (EXISTS (SELECT FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class r ON r.oid = a.attrelid
                 WHERE a.atttypid = t.typarray OR (a.atttypid = t.oid AND r.relkind = 'c'))
         OR EXISTS (SELECT FROM pg_catalog.pg_type u WHERE u.typbasetype IN (t.oid, t.typarray) AND u.typtype = 'd')
         OR EXISTS (SELECT FROM pg_catalog.pg_range g WHERE g.rngsubtype = t.oid))
        """;

    private static readonly string Sql = $"""
        SELECT c.oid, c.contypid AS domain, c.conname AS name, c.contype = 'c' AS is_check, c.convalidated AS validated,
               pg_catalog.pg_get_constraintdef(c.oid) AS definition,
               pg_catalog.obj_description(c.oid, 'pg_constraint') IS NOT NULL AS has_comment, d.catalogs, d.oids,
               d.run_code AND c.contype = 'c' AND NOT {IsPartOfOthers} AS must_wait
        FROM pg_catalog.pg_constraint AS c
        JOIN pg_catalog.pg_type AS t ON t.oid = c.contypid
        JOIN pg_catalog.pg_namespace AS n ON n.oid = t.typnamespace
        CROSS JOIN LATERAL (
            SELECT pg_catalog.array_agg(d.refclassid::pg_catalog.regclass::text) AS catalogs, pg_catalog.array_agg(d.refobjid) AS oids,
                   COALESCE(pg_catalog.bool_or(d.refclassid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND {ConstraintNeeds.RunsCode("d.refobjid")}), false) AS run_code
            FROM pg_catalog.pg_depend AS d
            WHERE d.classid = 'pg_catalog.pg_constraint'::pg_catalog.regclass AND d.objid = c.oid AND d.refobjid <> c.contypid) AS d
        WHERE c.contype IN ('c', 'n') AND {UserObjects.InUserSchema("n")}
        ORDER BY c.contypid, c.conname
        """;

    /// <summary>Its identity.</summary>
    public required CatalogId Id { get; init; }

    /// <summary>The oid of its domain.</summary>
    public required uint Domain { get; init; }

    /// <summary>Its name, unquoted.</summary>
    public required string Name { get; init; }

    /// <summary>True for a check, false for NOT NULL.</summary>
    public required bool IsCheck { get; init; }

    /// <summary>True where it is written within the domain's statement.</summary>
    public required bool IsInline { get; init; }

    /// <summary>True where there is a comment on it.</summary>
    public required bool HasComment { get; init; }

    /// <summary>Its SQL: <c>CONSTRAINT "c" CHECK (…)</c>.</summary>
    public required string Clause { get; init; }

    /// <summary>What its expression uses.</summary>
    public required IReadOnlyList<CatalogId> Needs { get; init; }

    /// <summary>Reads the constraints of all domains, by the domain's oid.</summary>
    public static async Task<ILookup<uint, DomainConstraint>> ReadAllAsync(
        CatalogSession session, CancellationToken cancellationToken) =>
        (await session.QueryAsync(Sql, Read, cancellationToken)).ToLookup(c => c.Domain);

    /// <summary>The item of a constraint that stands on its own, or the mere address of one that does not.</summary>
    public SchemaItem Item(SchemaItem domain)
    {
        string domainName = SqlText.Name(domain.Schema!, domain.Name);
        SchemaItem item = new()
        {
            Kind = IsCheck ? ItemKind.CheckConstraint : ItemKind.NotNullConstraint,
            Id = Id,
            Schema = domain.Schema,
            Name = Name,
            Create = IsInline ? "" : $"ALTER DOMAIN {domainName} ADD {Clause};\n",
            Section = IsInline ? Section.PreData : Section.PostData,
            Address = $"CONSTRAINT {SqlText.Name(Name)} ON DOMAIN {domainName}",
            Parent = domain.Id,
        };
        item.DependsOn.Add(domain.Id);
        return item;
    }

    private static DomainConstraint Read(CatalogRow row) => new()
    {
        Id = new CatalogId("pg_constraint", row.Oid("oid")),
        Domain = row.Oid("domain"),
        Name = row.Text("name"),
        IsCheck = row.Flag("is_check"),
        IsInline = row.Flag("validated") && !row.Flag("must_wait"),
        HasComment = row.Flag("has_comment"),
        Clause = $"CONSTRAINT {SqlText.Name(row.Text("name"))} {row.Text("definition")}",
        Needs = [.. row.Texts("catalogs").Zip(row.Oids("oids"), (catalog, oid) => new CatalogId(catalog, oid))],
    };
}
