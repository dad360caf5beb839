using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Engines.PostgreSql.Text;

namespace BackupTools.Engines.PostgreSql.Restoring.Replacing;

/// <summary>
/// Writes what makes owner, comments and grants of an entry that stays those of the backup. Where they are the same
/// already, that is nothing.
/// </summary>
internal static class LiveChanges
{
    /// <summary>The statements about owner and comments.</summary>
    /// <param name="wanted">The entry as it is to be.</param>
    /// <param name="there">The entry as it is.</param>
    public static IEnumerable<string> OwnerAndComments(SchemaEntry wanted, SchemaEntry there)
    {
        if (wanted.SetOwner.Length > 0 && wanted.SetOwner != there.SetOwner)
            yield return wanted.SetOwner;
        if (wanted.Comments == there.Comments)
            yield break;
        foreach (string comment in SqlStatements.Split(there.Comments))
            yield return Cleared(comment);
        foreach (string comment in SqlStatements.Split(wanted.Comments))
            yield return comment;
    }

    /// <summary>
    /// Takes back every grant on a relation and its columns that another than its owner has, and gives the owner all: what
    /// a new relation has where nobody says otherwise.
    /// </summary>
    public static string ResetGrants(SchemaEntry relation)
    {
        string name = SqlText.Name(relation.Schema ?? "", relation.Name);
        string what = relation.Kind == ItemKind.Sequence ? "SEQUENCE" : "TABLE";
        string body = $"""
            DECLARE
                target pg_catalog.oid := {SqlText.Literal(name)}::pg_catalog.regclass;
                grantee pg_catalog.oid;
            BEGIN
                FOR grantee IN
                    SELECT a.grantee FROM pg_catalog.pg_class c, pg_catalog.aclexplode(c.relacl) a WHERE c.oid = target AND a.grantee <> c.relowner
                    UNION
                    SELECT x.grantee FROM pg_catalog.pg_class c JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid, pg_catalog.aclexplode(a.attacl) x
                    WHERE c.oid = target AND x.grantee <> c.relowner
                LOOP
                    EXECUTE pg_catalog.format('REVOKE ALL ON {what} %s FROM %s CASCADE', {SqlText.Literal(name)},
                        CASE WHEN grantee = 0 THEN 'PUBLIC' ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(grantee)) END);
                END LOOP;
                IF (SELECT c.relacl IS NOT NULL FROM pg_catalog.pg_class c WHERE c.oid = target) THEN
                    EXECUTE (SELECT pg_catalog.format('GRANT ALL ON {what} %s TO %I', {SqlText.Literal(name)}, pg_catalog.pg_get_userbyid(c.relowner))
                             FROM pg_catalog.pg_class c WHERE c.oid = target);
                END IF;
            END
            """;
        return $"DO {SqlText.DollarQuoted(body)}";
    }

    /// <summary>The statement that takes away what this one says: <c>COMMENT ON … IS NULL</c>.</summary>
    private static string Cleared(string comment)
    {
        for (int i = 0; i < comment.Length;)
        {
            int end = SqlStatements.SkipQuoted(comment, i);
            if (end == i && comment.AsSpan(i).StartsWith(" IS ", StringComparison.Ordinal))
                return comment[..i] + " IS NULL;";
            i = Math.Max(end, i + 1);
        }

        throw new InvalidOperationException($"'{comment}' sets no comment.");
    }
}
