using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Tests.Engines.PostgreSql.Schema;
using BackupTools.Tests.Servers;

namespace BackupTools.Tests.Engines.PostgreSql.Catalog;

public class RoutineReaderTests
{
    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public Task Functions_come_back_with_every_option(int version) => CatalogRoundTrip.CheckAsync(version, """
        CREATE SCHEMA @2;
        CREATE TYPE @2.@3 AS (a integer, b text);
        CREATE FUNCTION @2.@1(@3 integer, INOUT "out" text DEFAULT 'it''s', OUT @4 integer, VARIADIC @6 text[] DEFAULT '{a,b}')
            LANGUAGE plpgsql STABLE STRICT SECURITY DEFINER LEAKPROOF PARALLEL SAFE COST 12.5
            SET search_path TO @2, pg_temp, 'a "b"' SET "DateStyle" TO 'SQL, DMY' SET work_mem = '7MB' SET search_path FROM CURRENT
            AS $x$ BEGIN "out" := '$function$ $$ ''' || $1; END $x$;
        CREATE FUNCTION public.@5(a integer) RETURNS TABLE (@1 integer, "t" @2.@3) LANGUAGE sql ROWS 17 PARALLEL RESTRICTED CALLED ON NULL INPUT
            SET "my.var" TO 'x\y' AS $$ SELECT 1, NULL::@2.@3 $$;
        CREATE FUNCTION public.@5(@2.@3[]) RETURNS SETOF @2.@3 LANGUAGE sql IMMUTABLE AS $$SELECT NULL::@2.@3$$;
        CREATE FUNCTION public.w(anyelement) RETURNS bigint LANGUAGE internal WINDOW IMMUTABLE AS 'window_row_number';
        CREATE FUNCTION public.supported(text, text) RETURNS boolean LANGUAGE internal IMMUTABLE STRICT SUPPORT pg_catalog.textlike_support AS 'textlike';
        CREATE FUNCTION public.body(a integer, b integer DEFAULT 2) RETURNS integer RETURN a + b;
        CREATE FUNCTION public.atomic(a integer) RETURNS integer LANGUAGE sql BEGIN ATOMIC; SELECT public.body(a); SELECT public.body(a, 3); END;
        CREATE FUNCTION public.calls_later() RETURNS integer LANGUAGE sql BEGIN ATOMIC; SELECT public.atomic(1); END;
        CREATE FUNCTION public.trig() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
        CREATE PROCEDURE @2.@4(INOUT a integer, IN @3 text DEFAULT NULL) LANGUAGE plpgsql SECURITY DEFINER AS 'BEGIN a := 1; END';
        CREATE PROCEDURE public.p(OUT a integer, b text) LANGUAGE sql BEGIN ATOMIC; SELECT 1; END;
        CREATE PROCEDURE public.p() LANGUAGE sql AS '';
        """);

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task A_function_that_calls_one_that_calls_it_can_be_made_in_two_steps(int version)
    {
        PostgresServer server = await PostgresServer.GetAsync(version);
        IReadOnlyList<SchemaItem> items = await CatalogRoundTrip.ReadAsync(server, """
            CREATE FUNCTION public.first() RETURNS integer LANGUAGE sql AS 'SELECT 1';
            CREATE FUNCTION public.second() RETURNS integer LANGUAGE sql COST 7 BEGIN ATOMIC; SELECT public.first(); END;
            CREATE OR REPLACE FUNCTION public.first() RETURNS integer STABLE RETURN public.second();
            """);
        SchemaItem[] functions = [.. items.Where(i => i.Kind == ItemKind.Function)];
        string target = await server.CreateDatabaseAsync("circle");

        await server.PsqlAsync(target, "SET check_function_bodies = off;\n" + string.Concat(functions.Select(f => f.StandIn)));
        await server.PsqlAsync(target, string.Concat(functions.Select(f => f.CreateAfterStandIn)));

        string made = await server.PsqlAsync(target, "SELECT pg_get_functiondef('public.first'::regproc) || pg_get_functiondef('public.second'::regproc)");
        Assert.Contains("RETURN second()", made, StringComparison.Ordinal);
        Assert.Contains("SELECT first() AS first;", made, StringComparison.Ordinal);
        Assert.Contains("COST 7", made, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public Task Aggregates_come_back_with_every_parameter(int version) => CatalogRoundTrip.CheckAsync(version, """
        CREATE SCHEMA @3;
        CREATE AGGREGATE @3.@1(@4 integer) (SFUNC = int4pl, STYPE = integer, SSPACE = 64, INITCOND = '0', COMBINEFUNC = int4pl, PARALLEL = SAFE,
            MSFUNC = int4pl, MINVFUNC = int4mi, MSTYPE = integer, MSSPACE = 32, MINITCOND = '1', FINALFUNC = int4abs, FINALFUNC_MODIFY = SHAREABLE,
            MFINALFUNC = int4abs, MFINALFUNC_MODIFY = READ_WRITE);
        CREATE AGGREGATE public.nothing(*) (SFUNC = int8inc, STYPE = bigint, INITCOND = '0');
        CREATE AGGREGATE public.@5(numeric) (SFUNC = numeric_avg_accum, STYPE = internal, FINALFUNC = numeric_avg,
            SERIALFUNC = numeric_avg_serialize, DESERIALFUNC = numeric_avg_deserialize, COMBINEFUNC = numeric_avg_combine, PARALLEL = RESTRICTED);
        CREATE FUNCTION @3.larger(text, text) RETURNS text LANGUAGE internal IMMUTABLE STRICT AS 'text_larger';
        CREATE FUNCTION @3.gt(text, text) RETURNS boolean LANGUAGE internal IMMUTABLE STRICT AS 'text_gt';
        CREATE OPERATOR @3.>>># (FUNCTION = @3.gt, LEFTARG = text, RIGHTARG = text);
        CREATE AGGREGATE public.biggest(text) (SFUNC = @3.larger, STYPE = text, SORTOP = OPERATOR(@3.>>>#));
        CREATE AGGREGATE public.percentile(float8 ORDER BY anyelement) (SFUNC = ordered_set_transition, STYPE = internal,
            FINALFUNC = percentile_disc_final, FINALFUNC_EXTRA, FINALFUNC_MODIFY = READ_WRITE);
        CREATE AGGREGATE @3.@6(VARIADIC "any" ORDER BY VARIADIC "any") (SFUNC = ordered_set_transition_multi, STYPE = internal,
            FINALFUNC = rank_final, FINALFUNC_EXTRA, HYPOTHETICAL);
        CREATE FUNCTION public.concat_state(text, VARIADIC text[]) RETURNS text LANGUAGE sql AS 'SELECT $1';
        CREATE AGGREGATE public.many(VARIADIC @3 text[]) (SFUNC = public.concat_state, STYPE = text);
        CREATE AGGREGATE public.nulls(anycompatible) (SFUNC = array_append, STYPE = anycompatiblearray, INITCOND = '{}');
        """);

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task Owners_and_privileges_of_routines_of_every_kind_come_back(int version)
    {
        PostgresServer server = await PostgresServer.GetAsync(version);
        string source = await server.CreateDatabaseAsync("source");
        await server.PsqlAsync(source, CatalogRoundTrip.WithOddNames("""
            CREATE SCHEMA @3;
            CREATE AGGREGATE @3.nothing(*) (SFUNC = int8inc, STYPE = bigint, INITCOND = '0');
            CREATE AGGREGATE @3.percentile(@1 float8 ORDER BY @4 anyelement) (SFUNC = ordered_set_transition, STYPE = internal,
                FINALFUNC = percentile_disc_final, FINALFUNC_EXTRA);
            CREATE AGGREGATE @3.@6(VARIADIC "any" ORDER BY VARIADIC "any") (SFUNC = ordered_set_transition_multi, STYPE = internal,
                FINALFUNC = rank_final, FINALFUNC_EXTRA, HYPOTHETICAL);
            CREATE FUNCTION @3.state(text, VARIADIC text[]) RETURNS text LANGUAGE sql AS 'SELECT $1';
            CREATE AGGREGATE @3.many(VARIADIC @3 text[]) (SFUNC = @3.state, STYPE = text);
            CREATE PROCEDURE @3.p(OUT a integer, INOUT @4 text) LANGUAGE plpgsql AS 'BEGIN END';
            CREATE FUNCTION @3.f(OUT a integer, @4 text, VARIADIC integer[]) LANGUAGE plpgsql AS 'BEGIN END';
            REVOKE ALL ON ALL ROUTINES IN SCHEMA @3 FROM PUBLIC;
            GRANT EXECUTE ON ALL ROUTINES IN SCHEMA @3 TO pg_monitor WITH GRANT OPTION;
            GRANT CREATE ON SCHEMA @3 TO pg_monitor;
            ALTER AGGREGATE @3.nothing(*) OWNER TO pg_monitor;
            ALTER AGGREGATE @3.percentile(float8 ORDER BY anyelement) OWNER TO pg_monitor;
            ALTER AGGREGATE @3.many(VARIADIC text[]) OWNER TO pg_monitor;
            ALTER PROCEDURE @3.p OWNER TO pg_monitor;
            ALTER FUNCTION @3.f OWNER TO pg_monitor;
            COMMENT ON AGGREGATE @3.@6(VARIADIC "any" ORDER BY VARIADIC "any") IS 'it''s';
            COMMENT ON PROCEDURE @3.p IS 'p';
            """));

        string target = await ScriptRestore.RestoreAsync(server, await ScriptRestore.ReadAsync(server, source));

        Assert.Equal(await ScriptRestore.DumpAsync(server, source), await ScriptRestore.DumpAsync(server, target));
    }

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public Task Casts_transforms_and_languages_come_back(int version) => CatalogRoundTrip.CheckAsync(version, """
        CREATE SCHEMA @1;
        CREATE TYPE @1.@3 AS (a integer, b integer);
        CREATE TYPE @1.@4 AS (c integer, d integer);
        CREATE TYPE public.@6 AS ENUM ('a');
        CREATE FUNCTION @1.@2(integer) RETURNS @1.@3 LANGUAGE sql IMMUTABLE AS 'SELECT ROW($1, 1)';
        CREATE FUNCTION @1.@2(@1.@4, integer, boolean) RETURNS @1.@3 LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RETURN NULL; END';
        CREATE CAST (integer AS @1.@3) WITH FUNCTION @1.@2(integer) AS ASSIGNMENT;
        CREATE CAST (@1.@4 AS @1.@3) WITH FUNCTION @1.@2(@1.@4, integer, boolean);
        CREATE CAST (text AS public.@6) WITH INOUT AS IMPLICIT;
        CREATE CAST (text AS bytea) WITHOUT FUNCTION;
        CREATE CAST (xml AS jsonb) WITH INOUT;
        CREATE FUNCTION public.handle() RETURNS language_handler LANGUAGE c AS '$libdir/plpgsql', 'plpgsql_call_handler';
        CREATE FUNCTION public.@5(internal) RETURNS void LANGUAGE c AS '$libdir/plpgsql', 'plpgsql_inline_handler';
        CREATE FUNCTION public.validate(oid) RETURNS void LANGUAGE c AS '$libdir/plpgsql', 'plpgsql_validator';
        CREATE TRUSTED LANGUAGE @3 HANDLER public.handle INLINE public.@5 VALIDATOR public.validate;
        CREATE LANGUAGE untrusted HANDLER public.handle;
        CREATE FUNCTION @1.from_sql(internal) RETURNS internal LANGUAGE internal IMMUTABLE AS 'prsd_start';
        CREATE FUNCTION @1.to_sql(internal) RETURNS @1.@3 LANGUAGE internal IMMUTABLE AS 'prsd_start';
        CREATE TRANSFORM FOR @1.@3 LANGUAGE @3 (FROM SQL WITH FUNCTION @1.from_sql(internal), TO SQL WITH FUNCTION @1.to_sql(internal));
        CREATE TRANSFORM FOR integer LANGUAGE untrusted (FROM SQL WITH FUNCTION @1.from_sql(internal));
        CREATE FUNCTION public.transformed(@1.@3) RETURNS integer LANGUAGE @3 TRANSFORM FOR TYPE @1.@3 AS 'BEGIN RETURN 1; END';
        """);

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public Task Event_triggers_come_back_in_every_state(int version) => CatalogRoundTrip.CheckAsync(version, """
        CREATE FUNCTION public.@1() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
        CREATE EVENT TRIGGER @3 ON ddl_command_start EXECUTE FUNCTION public.@1();
        CREATE EVENT TRIGGER @6 ON ddl_command_end WHEN TAG IN ('CREATE TABLE', 'DROP FUNCTION') EXECUTE FUNCTION public.@1();
        CREATE EVENT TRIGGER @2 ON sql_drop EXECUTE FUNCTION public.@1();
        CREATE EVENT TRIGGER rewrites ON table_rewrite EXECUTE FUNCTION public.@1();
        ALTER EVENT TRIGGER @3 DISABLE;
        ALTER EVENT TRIGGER @6 ENABLE REPLICA;
        ALTER EVENT TRIGGER @2 ENABLE ALWAYS;
        """);

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task Every_address_is_one_that_a_comment_can_be_put_on(int version)
    {
        PostgresServer server = await PostgresServer.GetAsync(version);
        string database = await server.CreateDatabaseAsync("addresses");
        await server.PsqlAsync(database, CatalogRoundTrip.WithOddNames("""
            CREATE SCHEMA @3;
            CREATE FUNCTION @3.@1(@3 integer, INOUT "out" text DEFAULT 'x', VARIADIC @6 text[] DEFAULT '{a,b}') LANGUAGE sql AS 'SELECT $2';
            CREATE PROCEDURE @3.@4(INOUT a integer, IN @3 text DEFAULT NULL) LANGUAGE plpgsql AS 'BEGIN a := 1; END';
            CREATE PROCEDURE @3.p(OUT a integer, b text) LANGUAGE sql BEGIN ATOMIC; SELECT 1; END;
            CREATE AGGREGATE public.nothing(*) (SFUNC = int8inc, STYPE = bigint, INITCOND = '0');
            CREATE AGGREGATE @3.@6(VARIADIC "any" ORDER BY VARIADIC "any") (SFUNC = ordered_set_transition_multi, STYPE = internal,
                FINALFUNC = rank_final, FINALFUNC_EXTRA, HYPOTHETICAL);
            CREATE AGGREGATE public.percentile(@1 float8 ORDER BY @4 anyelement) (SFUNC = ordered_set_transition, STYPE = internal, FINALFUNC = percentile_disc_final, FINALFUNC_EXTRA);
            CREATE OPERATOR @3.@#@ (FUNCTION = int4abs, RIGHTARG = integer);
            CREATE OPERATOR @3.=== (FUNCTION = int4eq, LEFTARG = integer, RIGHTARG = integer, COMMUTATOR = OPERATOR(@3.===));
            CREATE OPERATOR CLASS @3.@5 FOR TYPE integer USING btree AS OPERATOR 1 <, FUNCTION 1 btint4cmp(integer, integer);
            CREATE TYPE @3.@2 AS ENUM ();
            CREATE DOMAIN @3.@5 AS integer CONSTRAINT @1 CHECK (VALUE > 0);
            COMMENT ON CONSTRAINT @1 ON DOMAIN @3.@5 IS 'x';
            CREATE COLLATION @3.@5 (LOCALE = 'C');
            CREATE CONVERSION @3.@5 FOR 'UTF8' TO 'LATIN1' FROM utf8_to_iso8859_1;
            CREATE CAST (text AS bytea) WITHOUT FUNCTION;
            CREATE FUNCTION public.handle() RETURNS language_handler LANGUAGE c AS '$libdir/plpgsql', 'plpgsql_call_handler';
            CREATE LANGUAGE @5 HANDLER public.handle;
            CREATE FUNCTION @3.from_sql(internal) RETURNS internal LANGUAGE internal IMMUTABLE AS 'prsd_start';
            CREATE TRANSFORM FOR integer LANGUAGE @5 (FROM SQL WITH FUNCTION @3.from_sql(internal));
            CREATE TEXT SEARCH CONFIGURATION @3.@5 (COPY = english);
            CREATE TEXT SEARCH DICTIONARY @3.@5 (TEMPLATE = simple);
            CREATE TEXT SEARCH TEMPLATE @3.@5 (LEXIZE = dsimple_lexize);
            CREATE TEXT SEARCH PARSER @3.@5 (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype);
            CREATE FOREIGN DATA WRAPPER @3;
            CREATE SERVER @3 FOREIGN DATA WRAPPER @3;
            CREATE PUBLICATION @3;
            CREATE SUBSCRIPTION @3 CONNECTION 'host=nowhere' PUBLICATION a WITH (connect = false, slot_name = NONE);
            CREATE ACCESS METHOD @3 TYPE TABLE HANDLER heap_tableam_handler;
            CREATE EXTENSION pg_trgm SCHEMA @3;
            CREATE FUNCTION public.ev() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
            CREATE EVENT TRIGGER @6 ON sql_drop EXECUTE FUNCTION public.ev();
            """));

        IReadOnlyList<SchemaItem> items = await CatalogRoundTrip.ReadDatabaseAsync(server, database);
        await server.PsqlAsync(database, string.Concat(items.Where(i => i.Address is not null)
            .Select(i => $"COMMENT ON {i.Address} IS 'c';\n"
                + (i.Owner is null ? "" : $"ALTER {i.OwnerAddress ?? i.Address} OWNER TO postgres;\n"))));
        Assert.All(items.Where(i => i.Address is null), i => Assert.Null(i.Owner));
        await server.PsqlAsync(database, "SET client_min_messages = error; "
            + CatalogRoundTrip.WithOddNames("DROP SUBSCRIPTION @3; DROP EVENT TRIGGER @6;"));
    }
}
