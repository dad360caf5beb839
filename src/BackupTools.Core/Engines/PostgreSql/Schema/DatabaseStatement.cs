using BackupTools.Engines.PostgreSql.Text;

namespace BackupTools.Engines.PostgreSql.Schema;

/// <summary>Statements on the database itself, which has another name wherever it is restored.</summary>
internal static class DatabaseStatement
{
    /// <summary>The statement with the current database's name put in.</summary>
    /// <param name="before">What precedes the name.</param>
    /// <param name="after">What follows it.</param>
    public static string Write(string before, string after) =>
        "DO " + SqlText.DollarQuoted(
            $"BEGIN EXECUTE {SqlText.Literal(before)} || pg_catalog.quote_ident(pg_catalog.current_database()) || {SqlText.Literal(after)}; END")
        + ";\n";
}
