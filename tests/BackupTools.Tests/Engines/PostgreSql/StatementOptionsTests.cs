using BackupTools.Engines.PostgreSql.Text;

namespace BackupTools.Tests.Engines.PostgreSql;

public sealed class StatementOptionsTests
{
    [Theory]
    [InlineData("ALTER TABLE ONLY \"s\".\"t\" ALTER COLUMN \"c\" SET (\"x\"='1');", "")]
    [InlineData("ALTER TABLE ONLY \"s\".\"t\" ALTER COLUMN \"c\" SET (\"x\"='1', \"n_distinct\"='5');",
        "ALTER TABLE ONLY \"s\".\"t\" ALTER COLUMN \"c\" SET (\"n_distinct\"='5');")]
    [InlineData("CREATE TABLE \"t\" (\n    \"a\" text DEFAULT 'WITH (x=1)'\n)\nWITH (\"x\"='a, b)', \"fillfactor\"='70', toast.\"x\"='1');",
        "CREATE TABLE \"t\" (\n    \"a\" text DEFAULT 'WITH (x=1)'\n)\nWITH (\"fillfactor\"='70');")]
    [InlineData("CREATE TABLE \"t\" (\"a\" text) WITH (\"x\"='1') TABLESPACE \"x\";", "CREATE TABLE \"t\" (\"a\" text) TABLESPACE \"x\";")]
    [InlineData("CREATE INDEX i ON t USING btree (a) WITH (x='1', fillfactor='90') WHERE (a > 1);",
        "CREATE INDEX i ON t USING btree (a) WITH (fillfactor='90') WHERE (a > 1);")]
    [InlineData("CREATE VIEW v WITH (\"x\"='true') AS SELECT $$ SET (x=1)$$;", "CREATE VIEW v AS SELECT $$ SET (x=1)$$;")]
    [InlineData("ALTER TABLE t ADD CONSTRAINT \"SET (x=1)\" CHECK ((a = b));", "ALTER TABLE t ADD CONSTRAINT \"SET (x=1)\" CHECK ((a = b));")]
    [InlineData("UPDATE t SET (a, b) = (1, 2);", "UPDATE t SET (a, b) = (1, 2);")]
    [InlineData("CREATE TABLE t (a text) WITH (x=", "CREATE TABLE t (a text) WITH (x=")]
    public void An_option_is_taken_out_and_nothing_else(string statement, string expected) =>
        Assert.Equal(expected, StatementOptions.Without(statement, name => name == "x"));

    [Theory]
    [InlineData("ALTER TABLE t ALTER COLUMN c SET (\"pg_attver\"='1', n_distinct=5);", "pg_attver,n_distinct")]
    [InlineData("CREATE TABLE t (a text) WITH (toast.\"autovacuum_enabled\"='false');", "autovacuum_enabled")]
    [InlineData("SELECT 1", "")]
    public void The_options_of_a_statement_are_found(string statement, string expected) =>
        Assert.Equal(expected, string.Join(',', StatementOptions.Names(statement)));

    [Theory]
    [InlineData("ALTER ROLE \"a\" SET \"no_such\" TO 'x';", "no_such", "")]
    [InlineData("DO $_$BEGIN EXECUTE 'ALTER DATABASE ' || pg_catalog.quote_ident(pg_catalog.current_database()) || ' SET \"no_such\" TO ''x'''; END$_$;", "no_such", "")]
    [InlineData("CREATE FUNCTION public.f()\n RETURNS text\n LANGUAGE sql\n SET no_such TO 'on'\n SET work_mem TO '1MB'\nAS $function$\n SET no_such TO 'on'\n$function$;\n",
        "no_such,work_mem", "CREATE FUNCTION public.f()\n RETURNS text\n LANGUAGE sql\n SET work_mem TO '1MB'\nAS $function$\n SET no_such TO 'on'\n$function$;\n")]
    [InlineData("SELECT 'ALTER ROLE a SET no_such TO 1';", "", "SELECT 'ALTER ROLE a SET no_such TO 1';")]
    public void A_setting_is_taken_out_and_nothing_else(string statement, string names, string expected)
    {
        Assert.Equal(names, string.Join(',', SettingClauses.Names(statement)));
        Assert.Equal(expected, SettingClauses.Without(statement, "no_such"));
    }

    [Theory]
    [InlineData("GRANT MAINTAIN, SELECT ON TABLE \"s\".\"t\" TO \"a\";", "GRANT SELECT ON TABLE \"s\".\"t\" TO \"a\";")]
    [InlineData("GRANT MAINTAIN ON TABLE \"s\".\"t\" TO \"a\";", "")]
    [InlineData("ALTER DEFAULT PRIVILEGES FOR ROLE \"x GRANT y\" GRANT INSERT, MAINTAIN ON TABLES TO \"a\";",
        "ALTER DEFAULT PRIVILEGES FOR ROLE \"x GRANT y\" GRANT INSERT ON TABLES TO \"a\";")]
    public void A_privilege_is_taken_out_and_nothing_else(string statement, string expected)
    {
        Assert.Contains("MAINTAIN", GrantedPrivileges.Names(statement));
        Assert.Equal(expected, GrantedPrivileges.Without(statement, "MAINTAIN"));
    }
}
