using BackupTools.Tests.Servers;

namespace BackupTools.Tests.Engines.PostgreSql.Schema;

/// <summary>A database with owners, comments, settings and grants of every sort.</summary>
internal static class AttachmentFixture
{
    private const string Roles =
        """"
        DO $$ BEGIN
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'att_ann') THEN
        CREATE ROLE att_ann LOGIN CONNECTION LIMIT 7;
        CREATE ROLE "att ""Bob""" NOINHERIT VALID UNTIL '2040-01-02 03:04:05+00';
        CREATE ROLE att_carl PASSWORD 'secret';
        CREATE ROLE att_dora;
        GRANT att_ann TO "att ""Bob""" WITH ADMIN OPTION;
        ALTER ROLE att_carl SET search_path = "$user", 'odd, name';
        COMMENT ON ROLE att_carl IS 'Carl''s';
        END IF; END $$;
        """";

    private const string Objects =
        """"
        ALTER SCHEMA public OWNER TO att_ann;
        COMMENT ON SCHEMA public IS 'ours';
        REVOKE USAGE ON SCHEMA public FROM PUBLIC;
        GRANT CREATE ON SCHEMA public TO att_carl;
        CREATE SCHEMA "Odd ""schema" AUTHORIZATION att_ann;
        COMMENT ON SCHEMA "Odd ""schema" IS E'two\nlines and a \\ and ''';
        GRANT USAGE ON SCHEMA "Odd ""schema" TO att_carl WITH GRANT OPTION;
        SET ROLE att_carl; GRANT USAGE ON SCHEMA "Odd ""schema" TO "att ""Bob"""; RESET ROLE;
        GRANT USAGE ON SCHEMA "Odd ""schema" TO PUBLIC;
        CREATE FUNCTION public.f(a int, VARIADIC b text[]) RETURNS int LANGUAGE sql AS 'SELECT 1';
        ALTER FUNCTION public.f OWNER TO att_ann;
        COMMENT ON FUNCTION public.f IS 'a function';
        REVOKE ALL ON FUNCTION public.f FROM PUBLIC, att_ann;
        GRANT EXECUTE ON FUNCTION public.f TO att_carl;
        CREATE PROCEDURE public.p() LANGUAGE sql AS 'SELECT 1';
        REVOKE ALL ON PROCEDURE public.p FROM PUBLIC;
        CREATE AGGREGATE public.total(int) (SFUNC = int4pl, STYPE = int);
        ALTER AGGREGATE public.total(int) OWNER TO att_ann;
        COMMENT ON AGGREGATE public.total(int) IS 'an aggregate';
        GRANT EXECUTE ON FUNCTION public.total(int) TO att_carl WITH GRANT OPTION;
        CREATE TYPE public.mood AS ENUM ('sad', 'glad');
        REVOKE USAGE ON TYPE public.mood FROM PUBLIC;
        CREATE TYPE public.pair AS (x int, "why?" text);
        ALTER TYPE public.pair OWNER TO att_ann;
        COMMENT ON TYPE public.pair IS 'a pair';
        COMMENT ON COLUMN public.pair."why?" IS 'an attribute';
        CREATE DOMAIN public.positive AS int CONSTRAINT above_zero CHECK (VALUE > 0);
        COMMENT ON DOMAIN public.positive IS 'a domain';
        COMMENT ON CONSTRAINT above_zero ON DOMAIN public.positive IS 'a domain''s constraint';
        GRANT USAGE ON TYPE public.positive TO att_carl;
        CREATE FOREIGN DATA WRAPPER wrapper; COMMENT ON FOREIGN DATA WRAPPER wrapper IS 'a wrapper';
        GRANT USAGE ON FOREIGN DATA WRAPPER wrapper TO att_ann;
        CREATE SERVER far FOREIGN DATA WRAPPER wrapper; ALTER SERVER far OWNER TO att_ann; COMMENT ON SERVER far IS 'a server';
        GRANT USAGE ON FOREIGN SERVER far TO att_carl WITH GRANT OPTION;
        CREATE USER MAPPING FOR att_carl SERVER far;
        CREATE TABLE public.guarded (a int); CREATE POLICY doras ON public.guarded TO att_dora USING (a > 0);
        REVOKE USAGE ON LANGUAGE plpgsql FROM PUBLIC;
        GRANT EXECUTE ON FUNCTION pg_catalog.pg_read_file(text) TO att_carl;
        REVOKE EXECUTE ON FUNCTION pg_catalog.pg_sleep(float8) FROM PUBLIC;
        GRANT SELECT (rolname) ON pg_catalog.pg_authid TO att_carl;
        ALTER DEFAULT PRIVILEGES FOR ROLE att_ann GRANT SELECT ON TABLES TO att_carl WITH GRANT OPTION;
        ALTER DEFAULT PRIVILEGES FOR ROLE att_ann REVOKE ALL ON FUNCTIONS FROM PUBLIC;
        ALTER DEFAULT PRIVILEGES FOR ROLE att_ann IN SCHEMA "Odd ""schema" GRANT UPDATE ON SEQUENCES TO PUBLIC;
        ALTER DEFAULT PRIVILEGES FOR ROLE "att ""Bob""" GRANT CREATE ON SCHEMAS TO att_ann;
        ALTER DEFAULT PRIVILEGES GRANT USAGE ON TYPES TO att_ann;
        """";

    private const string Settings =
        """"
        DO $$ DECLARE db text := quote_ident(current_database()); BEGIN
        EXECUTE 'ALTER DATABASE ' || db || ' OWNER TO att_ann';
        EXECUTE 'ALTER DATABASE ' || db || ' CONNECTION LIMIT 40';
        EXECUTE 'ALTER DATABASE ' || db || ' SET search_path = "$user", public, "a, b"';
        EXECUTE 'ALTER DATABASE ' || db || ' SET work_mem = ''5MB''';
        EXECUTE 'ALTER DATABASE ' || db || ' SET "my.setting" = ''it''''s''';
        EXECUTE 'ALTER ROLE att_carl IN DATABASE ' || db || ' SET statement_timeout = ''1h''';
        EXECUTE 'COMMENT ON DATABASE ' || db || ' IS ''a database''';
        EXECUTE 'REVOKE ALL ON DATABASE ' || db || ' FROM PUBLIC';
        EXECUTE 'GRANT CONNECT ON DATABASE ' || db || ' TO att_carl WITH GRANT OPTION';
        END $$;
        """";

    public static async Task<string> CreateAsync(PostgresServer server)
    {
        string database = await server.CreateDatabaseAsync("attached", "TEMPLATE template0");
        await server.PsqlAsync(database, Roles);
        await server.PsqlAsync(database, Objects);
        await server.PsqlAsync(database, Settings);
        return database;
    }
}
