using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Engines.PostgreSql.Text;

namespace BackupTools.Engines.PostgreSql.Restoring.Append;

/// <summary>
/// The SQL that lets rows be added to tables whose foreign keys refer to each other in a circle: these keys are checked at
/// the end of the transaction, in which they become deferrable and again what they were.
/// </summary>
internal static class AppendCircles
{
    /// <summary>What is remembered until the end of the transaction.</summary>
    private const string Keys = "backuptools_keys";

    /// <summary>To be run at the beginning of the transaction. The user must own the tables.</summary>
    /// <param name="tables">The tables of the circles.</param>
    public static string Begin(IEnumerable<SchemaEntry> tables)
    {
        string names = string.Join(", ", tables.Select(t => $"({SqlText.Literal(t.Schema ?? "")}, {SqlText.Literal(t.Name)})"));
        return $"""
            CREATE TEMPORARY TABLE {Keys} ON COMMIT DROP AS
            SELECT n.nspname AS schema, c.relname AS name, k.conname AS key
            FROM pg_catalog.pg_constraint k
            JOIN pg_catalog.pg_class c ON c.oid = k.conrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            JOIN pg_catalog.pg_class r ON r.oid = k.confrelid JOIN pg_catalog.pg_namespace s ON s.oid = r.relnamespace
            WHERE k.contype = 'f' AND NOT k.condeferrable AND k.conparentid = 0
                AND (n.nspname, c.relname) IN ({names}) AND (s.nspname, r.relname) IN ({names});
            {Alter("DEFERRABLE")}
            """;
    }

    /// <summary>To be run when all rows are there and every constraint was checked.</summary>
    public static string End => Alter("NOT DEFERRABLE");

    private static string Alter(string what) =>
        $"""
        DO $_$DECLARE k record; BEGIN
            FOR k IN SELECT * FROM pg_temp.{Keys} LOOP
                EXECUTE pg_catalog.format('ALTER TABLE %I.%I ALTER CONSTRAINT %I {what}', k.schema, k.name, k.key);
            END LOOP;
        END$_$;
        """;
}
