using BackupTools.Engines.PostgreSql.Inspection;
using BackupTools.Engines.PostgreSql.Text;

namespace BackupTools.Engines.PostgreSql.Scripts;

/// <summary>The comment that marks an unfinished database.</summary>
internal static class WorkComment
{
    /// <summary>The statement that takes it away, and leaves any other.</summary>
    /// <param name="database">The database.</param>
    public static string Remove(string database)
    {
        string body =
            $"""
            BEGIN
                IF (SELECT pg_catalog.shobj_description(d.oid, 'pg_database') LIKE {SqlText.Literal(WorkMark.Beginning + "%")}
                    FROM pg_catalog.pg_database d WHERE d.datname = {SqlText.Literal(database)}) THEN
                    COMMENT ON DATABASE {SqlText.Name(database)} IS NULL;
                END IF;
            END
            """;
        return $"DO LANGUAGE plpgsql {SqlText.Literal(body)}";
    }
}
