using BackupTools.Engines.PostgreSql.Text;

namespace BackupTools.Tests.Engines.PostgreSql.Scripts;

public sealed class StatementKindsTests
{
    [Theory]
    [InlineData("COPY (SELECT 1) TO PROGRAM 'touch x';")]
    [InlineData("COPY t FROM stdin;")]
    [InlineData("DO $$ BEGIN EXECUTE 'COPY t TO PROGRAM ''touch x'''; END $$;")]
    [InlineData("DO $_$BEGIN EXECUTE 'COPY t TO PROGRAM ''touch x''; --' || pg_catalog.quote_ident(pg_catalog.current_database()) || ''; END$_$;")]
    [InlineData("DO $_$BEGIN EXECUTE 'ALTER DATABASE ' || pg_catalog.quote_ident(pg_catalog.current_database()) || ' RESET ALL; DROP TABLE t'; END$_$;")]
    [InlineData("DO $_$BEGIN IF pg_catalog.to_regclass('a') IS NULL THEN CREATE INDEX i ON t (a); DROP TABLE t; END IF; END$_$;")]
    [InlineData("DO $_$BEGIN IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'a') THEN CREATE ROLE \"a\"; DROP TABLE t; END IF; END$_$;")]
    [InlineData("DO LANGUAGE plpython3u $$ import os $$;")]
    [InlineData("CALL p();")]
    [InlineData("LOAD 'x';")]
    [InlineData("ALTER SYSTEM SET archive_command = 'touch x';")]
    [InlineData("ALTER USER a PASSWORD 'x';")]
    [InlineData("CREATE DATABASE x;")]
    [InlineData("CREATE TABLE x AS SELECT pg_read_file('x');")]
    [InlineData("CREATE SCHEMA s CREATE TABLE t (a int);")]
    [InlineData("SELECT pg_catalog.setval('s', pg_catalog.lo_export(1, 'x'));")]
    [InlineData("SELECT pg_catalog.lo_export(1, 'x');")]
    [InlineData("SELECT pg_catalog.setval('s', 1, true), pg_catalog.lo_export(1, 'x');")]
    [InlineData("INSERT INTO t VALUES (1);")]
    [InlineData("SET session_preload_libraries = 'x';")]
    [InlineData("SET standard_conforming_strings = off;")]
    [InlineData("DROP TABLE t;")]
    [InlineData("CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; END; COPY t TO PROGRAM 'touch x';")]
    [InlineData("CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ $$; COPY t TO PROGRAM 'touch x';")]
    public void What_no_backup_writes_is_foreign(string sql) => Assert.NotNull(StatementKinds.FindForeign(sql));

    [Theory]
    [InlineData("")]
    [InlineData("ALTER TABLE ONLY \"a\".\"b\" ADD CONSTRAINT \"c\" CHECK ((x > 0)) NOT VALID;\nCOMMENT ON TABLE \"a\".\"b\" IS 'x';")]
    [InlineData("SELECT pg_catalog.setval('\"a\".\"b\"', -300, true);")]
    [InlineData("SET default_tablespace = 'x';\nCREATE TABLE \"a\".\"b\" ();\nSET default_tablespace = '';")]
    [InlineData("CREATE UNLOGGED TABLE \"a\".\"b\" (\"x\" int GENERATED ALWAYS AS ((1)) STORED);")]
    [InlineData("DROP SCHEMA IF EXISTS \"public\";")]
    [InlineData("SET ROLE \"a\";\nGRANT SELECT ON TABLE \"a\" TO PUBLIC;\nRESET ROLE;")]
    public void What_backups_write_is_known(string sql) => Assert.Null(StatementKinds.FindForeign(sql));
}
