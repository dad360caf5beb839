using System.Globalization;
using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Sessions;
using BackupTools.Engines.PostgreSql.Text;

namespace BackupTools.Engines.PostgreSql.Users;

/// <summary>
/// Reads what was granted to roles by name, on the server and in the session's database. Names are quoted here and not by the server:
/// they become statements on another one.
/// </summary>
internal static class GrantListing
{
    private const int FirstWithParameters = 15;

    /// <summary>The kinds of objects by the word that a GRANT has for them.</summary>
    private static readonly Dictionary<string, string> Keywords = new(StringComparer.Ordinal)
    {
        ["table"] = "TABLE", ["partitioned table"] = "TABLE", ["view"] = "TABLE", ["materialized view"] = "TABLE", ["foreign table"] = "TABLE",
        ["sequence"] = "SEQUENCE", ["function"] = "ROUTINE", ["procedure"] = "ROUTINE", ["aggregate"] = "ROUTINE",
        ["type"] = "TYPE", ["domain"] = "DOMAIN", ["schema"] = "SCHEMA", ["database"] = "DATABASE", ["tablespace"] = "TABLESPACE",
        ["language"] = "LANGUAGE", ["foreign data wrapper"] = "FOREIGN DATA WRAPPER", ["foreign server"] = "FOREIGN SERVER",
        ["large object"] = "LARGE OBJECT", ["parameter"] = "PARAMETER",
    };

    /// <summary>The grants by the identifier of the role that has them; what a role has as an owner is not in it.</summary>
    public static async Task<ILookup<uint, DbGrant>> ReadAsync(CatalogSession session, CancellationToken cancellationToken)
    {
        string database = session.Connection.Database!;
        List<Row> rows = await session.QueryAsync(Query(session.Version), Row.Read, cancellationToken);
        return rows
            .GroupBy(r => (r.Grantee, r.Kind, r.Schema, r.Name, r.Column, Arguments: string.Join(",", r.Arguments), r.IsGrantable))
            .Select(g => (g.Key.Grantee, Grant: ToGrant(g.First(), [.. g.Select(r => r.Privilege).Distinct().Order(StringComparer.Ordinal)], database)))
            .OrderBy(g => g.Grant.Kind, StringComparer.Ordinal).ThenBy(g => g.Grant.Name, StringComparer.Ordinal)
            .ThenBy(g => g.Grant.Column, StringComparer.Ordinal)
            .ToLookup(g => g.Grantee, g => g.Grant);
    }

    /// <summary>The statement that grants the same to somebody.</summary>
    public static string Statement(DbGrant grant, string role)
    {
        string column = grant.Column is null ? "" : $" ({SqlText.Name(grant.Column)})";
        string rights = string.Join(", ", grant.Privileges.Select(p => p + column));
        return $"GRANT {rights} ON {grant.Target} TO {SqlText.Name(role)}{(grant.IsGrantable ? " WITH GRANT OPTION" : "")}";
    }

    private static DbGrant ToGrant(Row row, IReadOnlyList<string> privileges, string database)
    {
        string name = row.Schema is null ? SqlText.Name(row.Name) : SqlText.Name(row.Schema, row.Name);
        string target = Keywords[row.Kind] switch
        {
            "ROUTINE" => $"ROUTINE {name}({string.Join(", ", row.Arguments.Chunk(2).Select(a => SqlText.Name(a[0], a[1])))})",
            "LARGE OBJECT" => $"LARGE OBJECT {uint.Parse(row.Name, CultureInfo.InvariantCulture)}",
            var keyword => $"{keyword} {name}",
        };
        string shown = row.Kind is "function" or "procedure" or "aggregate"
            ? $"{row.Schema}.{row.Name}({string.Join(", ", row.Arguments.Chunk(2).Select(a => a[1]))})"
            : row.Schema is null ? row.Name : $"{row.Schema}.{row.Name}";
        bool isOfServer = row.Kind is "database" or "tablespace" or "parameter";
        return new DbGrant(isOfServer ? null : database, row.Kind, shown, row.Column, privileges, row.IsGrantable) { Target = target };
    }

    private static string Query(int version) =>
        $"""
        WITH objects AS (
            SELECT 'database' AS kind, NULL::text AS schema, d.datname::text AS name, NULL::text AS col, NULL::text[] AS args, d.datdba AS owner, d.datacl AS acl
            FROM pg_catalog.pg_database d
            UNION ALL SELECT 'tablespace', NULL, t.spcname::text, NULL, NULL, t.spcowner, t.spcacl FROM pg_catalog.pg_tablespace t
            UNION ALL SELECT 'language', NULL, l.lanname::text, NULL, NULL, l.lanowner, l.lanacl FROM pg_catalog.pg_language l
            UNION ALL SELECT 'schema', NULL, n.nspname::text, NULL, NULL, n.nspowner, n.nspacl FROM pg_catalog.pg_namespace n
            UNION ALL SELECT {RelationKind}, n.nspname::text, c.relname::text, NULL, NULL, c.relowner, c.relacl
                FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
            UNION ALL SELECT {RelationKind}, n.nspname::text, c.relname::text, a.attname::text, NULL, c.relowner, a.attacl
                FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                WHERE a.attacl IS NOT NULL AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
            UNION ALL SELECT CASE p.prokind WHEN 'p' THEN 'procedure' WHEN 'a' THEN 'aggregate' ELSE 'function' END, n.nspname::text, p.proname::text, NULL,
                    ARRAY(SELECT u.word FROM pg_catalog.unnest(p.proargtypes::oid[]) WITH ORDINALITY x (type, place)
                        JOIN pg_catalog.pg_type t ON t.oid = x.type JOIN pg_catalog.pg_namespace tn ON tn.oid = t.typnamespace
                        CROSS JOIN LATERAL (VALUES (1, tn.nspname::text), (2, t.typname::text)) u (half, word) ORDER BY x.place, u.half),
                    p.proowner, p.proacl
                FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace WHERE p.proacl IS NOT NULL
            UNION ALL SELECT CASE t.typtype WHEN 'd' THEN 'domain' ELSE 'type' END, n.nspname::text, t.typname::text, NULL, NULL, t.typowner, t.typacl
                FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace WHERE t.typacl IS NOT NULL
            UNION ALL SELECT 'foreign data wrapper', NULL, w.fdwname::text, NULL, NULL, w.fdwowner, w.fdwacl FROM pg_catalog.pg_foreign_data_wrapper w
            UNION ALL SELECT 'foreign server', NULL, s.srvname::text, NULL, NULL, s.srvowner, s.srvacl FROM pg_catalog.pg_foreign_server s
            UNION ALL SELECT 'large object', NULL, o.oid::text, NULL, NULL, o.lomowner, o.lomacl FROM pg_catalog.pg_largeobject_metadata o
            {(version >= FirstWithParameters ? "UNION ALL SELECT 'parameter', NULL, p.parname, NULL, NULL, 0::oid, p.paracl FROM pg_catalog.pg_parameter_acl p" : "")}
        )
        SELECT a.grantee, o.kind, o.schema, o.name, o.col, o.args, a.privilege_type AS privilege, a.is_grantable AS grantable
        FROM objects o CROSS JOIN LATERAL pg_catalog.aclexplode(o.acl) a
        WHERE a.grantee <> 0 AND a.grantee <> o.owner
        """;

    private const string RelationKind =
        """
        CASE c.relkind WHEN 'r' THEN 'table' WHEN 'p' THEN 'partitioned table' WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view'
            WHEN 'f' THEN 'foreign table' ELSE 'sequence' END
        """;

    private sealed record Row(
        uint Grantee, string Kind, string? Schema, string Name, string? Column, string[] Arguments, string Privilege, bool IsGrantable)
    {
        public static Row Read(CatalogRow row)
        {
            Row read = new(
                row.Oid("grantee"), row.Text("kind"), row.TextOrNull("schema"), row.Text("name"), row.TextOrNull("col"), row.Texts("args"),
                row.Text("privilege"), row.Flag("grantable"));
            return read.IsPossible
                ? read
                : throw new BackupException(
                    ErrorCode.DatabaseReadFailed, $"The server tells of a grant that cannot be: {read.Privilege} on {read.Kind} {read.Name}.",
                    "Check that it is the right server.");
        }

        /// <summary>True where it can become a part of a statement, on another server too.</summary>
        private bool IsPossible => Keywords.ContainsKey(Kind) && Arguments.Length % 2 == 0
            && Privilege.All(c => char.IsAsciiLetterUpper(c) || c == ' ')
            && (Kind != "large object" || uint.TryParse(Name, NumberStyles.None, CultureInfo.InvariantCulture, out _));
    }
}
