namespace BackupTools.Engines.PostgreSql.Catalog;

/// <summary>
/// The privileges of all objects whose privileges are not the initial ones: a row for each privilege that one has
/// (<c>wanted</c>), and for each that a new one would have (otherwise). What the information schema's views had at first,
/// no catalog says. What was the schema <c>public</c> and has another name now is made anew, without its initial ones. An
/// aggregate is granted on as a function, whose arguments know no <c>ORDER BY</c>.
/// </summary>
internal static class PrivilegeQuery
{
    public const string Text =
        """
        WITH objects AS (
            SELECT 'pg_class' AS catalog, c.oid, 0 AS subid, (CASE c.relkind WHEN 'S' THEN 's' ELSE 'r' END)::"char" AS type,
                   CASE c.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END AS keyword,
                   n.nspname::text AS schema, c.relname::text AS name, NULL::text AS column, NULL::text AS arguments,
                   c.relowner AS owner, c.relacl AS acl
            FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'v', 'm', 'p', 'f', 'S')
            UNION ALL
            SELECT 'pg_class', c.oid, a.attnum, 'c', 'TABLE', n.nspname::text, c.relname::text, a.attname::text, NULL, c.relowner, a.attacl
            FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
                 JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE NOT a.attisdropped AND c.relkind IN ('r', 'v', 'm', 'p', 'f')
                  AND (a.attacl IS NOT NULL OR (c.oid, a.attnum) IN (
                      SELECT objoid, objsubid FROM pg_catalog.pg_init_privs WHERE classoid = 'pg_catalog.pg_class'::pg_catalog.regclass))
            UNION ALL
            SELECT 'pg_proc', p.oid, 0, 'f', CASE p.prokind WHEN 'p' THEN 'PROCEDURE' ELSE 'FUNCTION' END,
                   n.nspname::text, p.proname::text, NULL,
                   CASE p.prokind WHEN 'a' THEN pg_catalog.oidvectortypes(p.proargtypes) ELSE pg_catalog.pg_get_function_identity_arguments(p.oid) END,
                   p.proowner, p.proacl
            FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
            UNION ALL
            SELECT 'pg_type', t.oid, 0, 'T', 'TYPE', n.nspname::text, t.typname::text, NULL, NULL, t.typowner, t.typacl
            FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
            UNION ALL
            SELECT 'pg_namespace', oid, 0, 'n', 'SCHEMA', NULL, nspname::text, NULL, NULL, nspowner, nspacl
            FROM pg_catalog.pg_namespace WHERE nspname !~ '^pg_(toast|temp_|toast_temp_)'
            UNION ALL
            SELECT 'pg_language', oid, 0, 'l', 'LANGUAGE', NULL, lanname::text, NULL, NULL, lanowner, lanacl FROM pg_catalog.pg_language
            UNION ALL
            SELECT 'pg_foreign_data_wrapper', oid, 0, 'F', 'FOREIGN DATA WRAPPER', NULL, fdwname::text, NULL, NULL, fdwowner, fdwacl
            FROM pg_catalog.pg_foreign_data_wrapper
            UNION ALL
            SELECT 'pg_foreign_server', oid, 0, 'S', 'FOREIGN SERVER', NULL, srvname::text, NULL, NULL, srvowner, srvacl
            FROM pg_catalog.pg_foreign_server
            UNION ALL
            SELECT 'pg_largeobject', oid, 0, 'L', 'LARGE OBJECT', NULL, oid::text, NULL, NULL, lomowner, lomacl
            FROM pg_catalog.pg_largeobject_metadata
            UNION ALL
            SELECT 'pg_database', oid, 0, 'd', 'DATABASE', NULL, datname::text, NULL, NULL, datdba, datacl
            FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database()
        ),
        differing AS (
            SELECT o.*, coalesce(o.acl, pg_catalog.acldefault(o.type, o.owner)) AS wanted,
                   coalesce(i.initprivs, pg_catalog.acldefault(o.type, o.owner)) AS initial
            FROM objects o LEFT JOIN pg_catalog.pg_init_privs i
                 ON i.objoid = o.oid AND i.objsubid = o.subid AND i.classoid = (
                     SELECT c.oid FROM pg_catalog.pg_class c
                     WHERE c.relnamespace = 'pg_catalog'::pg_catalog.regnamespace AND c.relname = o.catalog)
                 AND (o.catalog <> 'pg_namespace' OR o.name = 'public' OR o.name ~ '^pg_' OR i.privtype = 'e')
            WHERE (o.acl IS NOT NULL OR i.initprivs IS NOT NULL OR (o.catalog = 'pg_namespace' AND o.name = 'public'))
                  AND o.schema IS DISTINCT FROM 'information_schema'
                  AND NOT (o.catalog = 'pg_namespace' AND o.name = 'information_schema')
        )
        SELECT d.catalog, d.oid, d.subid, d.type, d.keyword, d.schema, d.name, d.column, d.arguments,
               pg_catalog.pg_get_userbyid(d.owner) AS owner, e.is_wanted,
               CASE WHEN e.grantor IS NOT NULL THEN pg_catalog.pg_get_userbyid(e.grantor) END AS grantor,
               CASE WHEN e.grantee <> 0 THEN pg_catalog.pg_get_userbyid(e.grantee) END AS grantee,
               e.privilege_type AS privilege, e.is_grantable
        FROM differing d LEFT JOIN LATERAL (
            SELECT true AS is_wanted, w.* FROM pg_catalog.aclexplode(d.wanted) WITH ORDINALITY AS w
            UNION ALL
            SELECT false, i.* FROM pg_catalog.aclexplode(d.initial) WITH ORDINALITY AS i) e ON true
        WHERE d.wanted::text <> d.initial::text OR (d.catalog = 'pg_namespace' AND d.name = 'public')
        ORDER BY d.catalog, d.schema, d.name, d.arguments, d.oid, d.subid, e.is_wanted, e.ordinality
        """;
}
