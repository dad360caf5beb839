using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Tests.Servers;

namespace BackupTools.Tests.Engines.PostgreSql.Catalog;

public class TypeReaderTests
{
    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public Task Enumerated_and_composite_types_come_back(int version) => CatalogRoundTrip.CheckAsync(version, """
        CREATE SCHEMA @2;
        CREATE TYPE public.@1 AS ENUM ('b', 'it''s', 'back\slash', '', 'ü');
        ALTER TYPE public.@1 ADD VALUE 'first' BEFORE 'b';
        CREATE TYPE @2.@4 AS ENUM ();
        CREATE TYPE @2.@3 AS (@3 integer, @4 text COLLATE "C", "plain" varchar(10)[], gone int, e public.@1, n numeric(10,2));
        ALTER TYPE @2.@3 DROP ATTRIBUTE gone;
        CREATE TYPE @2.@6 AS (inner_one @2.@3, a @2.@3[]);
        CREATE TYPE @2.@5 AS ();
        CREATE TYPE public.table_array AS (x @2.@6[]);
        """);

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public Task Domains_come_back_with_their_constraints(int version) => CatalogRoundTrip.CheckAsync(version, """
        CREATE SCHEMA @3;
        CREATE DOMAIN @3.@1 AS varchar(20) COLLATE "C" DEFAULT 'it''s \ ok' NOT NULL
            CONSTRAINT @4 CHECK (VALUE <> '') CONSTRAINT @3 CHECK (length(VALUE) > 1);
        CREATE DOMAIN @3.@2 AS @3.@1 CONSTRAINT zz CHECK (VALUE ~ '^[a-z]\.') CONSTRAINT aa CHECK (VALUE <> 'x');
        CREATE DOMAIN public.@6 AS integer[] DEFAULT ARRAY[1, 2];
        CREATE DOMAIN public.named_not_null AS numeric(8, 3) CONSTRAINT @3 NOT NULL DEFAULT random();
        CREATE DOMAIN public.late AS integer;
        ALTER DOMAIN public.late ADD CONSTRAINT @5 CHECK (VALUE > 0) NOT VALID;
        ALTER DOMAIN public.late ADD CONSTRAINT ok CHECK (VALUE < 100);
        CREATE DOMAIN public.circular AS integer;
        CREATE FUNCTION public.is_fine(public.circular) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true';
        ALTER DOMAIN public.circular ADD CONSTRAINT fine CHECK (public.is_fine(VALUE));
        """);

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task The_comment_on_a_domains_constraint_has_an_address_and_its_check_what_it_calls(int version)
    {
        PostgresServer server = await PostgresServer.GetAsync(version);
        IReadOnlyList<SchemaItem> items = await CatalogRoundTrip.ReadAsync(server, """
            CREATE FUNCTION public.positive(integer) RETURNS boolean LANGUAGE internal IMMUTABLE AS 'int4_bool';
            CREATE DOMAIN public.d AS integer CONSTRAINT "C" CHECK (public.positive(VALUE)) CONSTRAINT silent CHECK (VALUE < 9);
            COMMENT ON CONSTRAINT "C" ON DOMAIN public.d IS 'why';
            """);

        SchemaItem domain = items.Single(i => i.Kind == ItemKind.Domain);
        SchemaItem constraint = items.Single(i => i.Kind == ItemKind.CheckConstraint);
        SchemaItem function = items.Single(i => i.Kind == ItemKind.Function);
        Assert.Equal("""CONSTRAINT "C" ON DOMAIN "public"."d" """.TrimEnd(), constraint.Address);
        Assert.Equal("", constraint.Create);
        Assert.Equal(domain.Id, constraint.Parent);
        Assert.Contains(function.Id, domain.DependsOn);
    }

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public Task Range_types_come_back_with_everything_that_was_made_with_them(int version) => CatalogRoundTrip.CheckAsync(version, """
        CREATE SCHEMA @1;
        CREATE TYPE public.@2 AS RANGE (SUBTYPE = float8, SUBTYPE_DIFF = float8mi);
        CREATE TYPE @1.@3 AS RANGE (SUBTYPE = text, SUBTYPE_OPCLASS = text_pattern_ops, COLLATION = "C", MULTIRANGE_TYPE_NAME = public.@4);
        CREATE TYPE @1.@5;
        CREATE FUNCTION @1.canonical(@1.@5) RETURNS @1.@5 LANGUAGE internal IMMUTABLE STRICT AS 'int4range_canonical';
        CREATE FUNCTION @1.@6(integer, integer) RETURNS float8 LANGUAGE internal IMMUTABLE STRICT AS 'int4range_subdiff';
        CREATE TYPE @1.@5 AS RANGE (SUBTYPE = integer, CANONICAL = @1.canonical, SUBTYPE_DIFF = @1.@6);
        CREATE FUNCTION public.uses(@1.@5[], public.@4) RETURNS integer LANGUAGE sql AS 'SELECT 1';
        """);

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task A_range_type_makes_its_constructors_and_its_multirange(int version)
    {
        PostgresServer server = await PostgresServer.GetAsync(version);
        IReadOnlyList<SchemaItem> items = await CatalogRoundTrip.ReadAsync(
            server, "CREATE TYPE public.r AS RANGE (SUBTYPE = float8)");

        SchemaItem range = items.Single(i => i.Kind == ItemKind.RangeType);
        Assert.Equal(5, range.AlsoMakes.Count(id => id.Catalog == "pg_proc"));
        Assert.Equal(3, range.AlsoMakes.Count(id => id.Catalog == "pg_type"));
        Assert.DoesNotContain(items, i => i.Kind is ItemKind.Function or ItemKind.Cast);
    }

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public Task Base_types_come_back_with_every_parameter(int version) => CatalogRoundTrip.CheckAsync(version, """
        CREATE SCHEMA @2;
        CREATE TYPE @2.@3;
        CREATE FUNCTION @2.@1(cstring, oid, integer) RETURNS @2.@3 LANGUAGE internal IMMUTABLE STRICT AS 'varcharin';
        CREATE FUNCTION @2.out(@2.@3) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'varcharout';
        CREATE FUNCTION @2.recv(internal, oid, integer) RETURNS @2.@3 LANGUAGE internal IMMUTABLE STRICT AS 'varcharrecv';
        CREATE FUNCTION @2.send(@2.@3) RETURNS bytea LANGUAGE internal IMMUTABLE STRICT AS 'varcharsend';
        CREATE FUNCTION @2.modin(cstring[]) RETURNS integer LANGUAGE internal IMMUTABLE STRICT AS 'varchartypmodin';
        CREATE FUNCTION @2.modout(integer) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'varchartypmodout';
        CREATE FUNCTION @2.an(internal) RETURNS boolean LANGUAGE internal STRICT AS 'range_typanalyze';
        CREATE TYPE @2.@3 (INPUT = @2.@1, OUTPUT = @2.out, RECEIVE = @2.recv, SEND = @2.send, TYPMOD_IN = @2.modin,
            TYPMOD_OUT = @2.modout, ANALYZE = @2.an, INTERNALLENGTH = VARIABLE, ALIGNMENT = int4, STORAGE = extended,
            CATEGORY = 'x', PREFERRED = true, DEFAULT = 'it''s \', DELIMITER = ';', COLLATABLE = true);

        CREATE TYPE public.@6;
        CREATE FUNCTION public.in6(cstring) RETURNS public.@6 LANGUAGE internal IMMUTABLE STRICT AS 'int4in';
        CREATE FUNCTION public.out6(public.@6) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'int4out';
        CREATE TYPE public.@6 (INPUT = public.in6, OUTPUT = public.out6, LIKE = pg_catalog.int4);

        CREATE TYPE public.pair;
        CREATE FUNCTION public.pair_in(cstring) RETURNS public.pair LANGUAGE internal IMMUTABLE STRICT AS 'point_in';
        CREATE FUNCTION public.pair_out(public.pair) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'point_out';
        CREATE TYPE public.pair (INPUT = public.pair_in, OUTPUT = public.pair_out, INTERNALLENGTH = 16, ALIGNMENT = double,
            ELEMENT = float8, SUBSCRIPT = pg_catalog.raw_array_subscript_handler, STORAGE = plain);

        CREATE TYPE public.wide;
        CREATE FUNCTION public.wide_in(cstring) RETURNS public.wide LANGUAGE internal IMMUTABLE STRICT AS 'textin';
        CREATE FUNCTION public.wide_out(public.wide) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'textout';
        CREATE TYPE public.wide (INPUT = public.wide_in, OUTPUT = public.wide_out, ALIGNMENT = int4, STORAGE = main);
        CREATE TYPE public.outside;
        CREATE FUNCTION public.outside_in(cstring) RETURNS public.outside LANGUAGE internal IMMUTABLE STRICT AS 'textin';
        CREATE FUNCTION public.outside_out(public.outside) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'textout';
        CREATE TYPE public.outside (INPUT = public.outside_in, OUTPUT = public.outside_out, STORAGE = external);
        CREATE TYPE @2.@4;
        """);

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public Task Collations_come_back(int version) => CatalogRoundTrip.CheckAsync(version, """
        CREATE SCHEMA @1;
        CREATE COLLATION @1.@3 (PROVIDER = icu, LOCALE = 'de-u-co-phonebk', DETERMINISTIC = false);
        CREATE COLLATION public.@6 (PROVIDER = icu, LOCALE = 'und');
        CREATE COLLATION public.@2 (LOCALE = 'C');
        CREATE COLLATION public.two (LC_COLLATE = 'C', LC_CTYPE = 'POSIX');
        """ + (version >= 17 ? """
        CREATE COLLATION public.@5 (PROVIDER = builtin, LOCALE = 'C.UTF-8');
        CREATE COLLATION public.ruled (PROVIDER = icu, LOCALE = 'und', RULES = '& V << w <<< W, ''x''');
        """ : ""));

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public Task Conversions_come_back(int version) => CatalogRoundTrip.CheckAsync(version, """
        CREATE SCHEMA @3;
        CREATE DEFAULT CONVERSION @3.@1 FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
        CREATE CONVERSION public.@6 FOR 'UTF8' TO 'LATIN1' FROM utf8_to_iso8859_1;
        """);
}
