using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Engines.PostgreSql.Text;

namespace BackupTools.Engines.PostgreSql.Restoring.Replacing;

/// <summary>
/// SQL that tells whether the definitions of some relations are still those that were read: a digest of what the catalogs
/// have of them. Their functions for that cannot be called once another session has locked the tables.
/// </summary>
internal static class Fingerprint
{
    /// <summary>The SQLSTATE with which <see cref="Check"/> fails.</summary>
    public const string Changed = "BT001";

    /// <summary>The condition on <c>pg_class c</c> and <c>pg_namespace n</c> that it is one of the relations.</summary>
    public static string IsOne(IEnumerable<SchemaEntry> relations)
    {
        string names = string.Join(", ", relations.Select(t => $"({SqlText.Literal(t.Schema ?? "")}, {SqlText.Literal(t.Name)})"));
        return names.Length == 0 ? "false" : $"(n.nspname, c.relname) IN ({names})";
    }

    /// <summary>The digest, as an expression.</summary>
    public static string Expression(IEnumerable<SchemaEntry> relations) =>
        $"""
        (WITH t AS (
            SELECT c.* FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE {IsOne(relations)})
        SELECT pg_catalog.md5(coalesce(pg_catalog.string_agg(x.line, ',' ORDER BY x.line), '')) FROM (
            SELECT pg_catalog.concat_ws(':', 'c', 0, relname, relkind, relowner, relacl, reloptions, relrowsecurity, relforcerowsecurity,
                relispartition, relreplident, reltablespace, relpersistence) AS line FROM t
            UNION ALL SELECT pg_catalog.concat_ws(':', 'a', a.attrelid, a.attnum, a.xmin) FROM pg_catalog.pg_attribute a WHERE a.attrelid IN (SELECT oid FROM t) AND a.attnum > 0
            UNION ALL SELECT pg_catalog.concat_ws(':', 'd', d.oid, d.xmin) FROM pg_catalog.pg_attrdef d WHERE d.adrelid IN (SELECT oid FROM t)
            UNION ALL SELECT pg_catalog.concat_ws(':', 'k', k.oid, k.xmin) FROM pg_catalog.pg_constraint k WHERE k.conrelid IN (SELECT oid FROM t) OR k.confrelid IN (SELECT oid FROM t)
            UNION ALL SELECT pg_catalog.concat_ws(':', 'i', i.indexrelid, i.indisvalid, i.indisclustered, i.indisreplident) FROM pg_catalog.pg_index i WHERE i.indrelid IN (SELECT oid FROM t)
            UNION ALL SELECT pg_catalog.concat_ws(':', 'g', g.oid, g.xmin) FROM pg_catalog.pg_trigger g WHERE g.tgrelid IN (SELECT oid FROM t)
            UNION ALL SELECT pg_catalog.concat_ws(':', 'p', p.oid, p.xmin) FROM pg_catalog.pg_policy p WHERE p.polrelid IN (SELECT oid FROM t)
            UNION ALL SELECT pg_catalog.concat_ws(':', 'r', r.oid, r.xmin) FROM pg_catalog.pg_rewrite r WHERE r.ev_class IN (SELECT oid FROM t)
            UNION ALL SELECT pg_catalog.concat_ws(':', 's', s.oid, s.xmin) FROM pg_catalog.pg_statistic_ext s WHERE s.stxrelid IN (SELECT oid FROM t)
            UNION ALL SELECT pg_catalog.concat_ws(':', 'h', h.inhrelid, h.inhparent) FROM pg_catalog.pg_inherits h WHERE h.inhrelid IN (SELECT oid FROM t) OR h.inhparent IN (SELECT oid FROM t)
            UNION ALL SELECT pg_catalog.concat_ws(':', 'b', b.oid, b.xmin) FROM pg_catalog.pg_publication_rel b WHERE b.prrelid IN (SELECT oid FROM t)
        ) x)
        """;

    /// <summary>The statement that fails where they are not.</summary>
    public static string Check(IReadOnlyList<SchemaEntry> relations, string expected)
    {
        string body = $"""
            BEGIN
                IF {Expression(relations)} IS DISTINCT FROM {SqlText.Literal(expected)} THEN
                    RAISE EXCEPTION 'the definitions have changed' USING ERRCODE = '{Changed}';
                END IF;
            END
            """;
        return $"DO {SqlText.DollarQuoted(body)}";
    }
}
