-- Every kind of object that PostgreSQL 13 to 15 have, in many variations. wide-17.sql and wide-18.sql have what newer servers add.
SELECT :SERVER_VERSION_NUM >= 140000 AS v14, :SERVER_VERSION_NUM >= 150000 AS v15
\gset
SET client_min_messages = warning;
SET check_function_bodies = off;

-- The database itself.
COMMENT ON DATABASE :"DBNAME" IS 'a database''s comment, with "quotes"';
ALTER DATABASE :"DBNAME" SET work_mem = '5MB';
ALTER DATABASE :"DBNAME" SET search_path = 'bt', "Odd Schema.1", public;
ALTER DATABASE :"DBNAME" SET "bt.custom" = 'it''s';
ALTER DATABASE :"DBNAME" SET DateStyle = 'SQL, DMY';
ALTER DATABASE :"DBNAME" CONNECTION LIMIT 90;
ALTER ROLE bt_reader IN DATABASE :"DBNAME" SET statement_timeout = '77s';
ALTER ROLE "bt Odd ""Role"" ünï.x" IN DATABASE :"DBNAME" SET search_path = "Odd Schema.1";
GRANT CONNECT, TEMPORARY ON DATABASE :"DBNAME" TO bt_reader WITH GRANT OPTION;
REVOKE TEMPORARY ON DATABASE :"DBNAME" FROM PUBLIC;
ALTER DATABASE :"DBNAME" OWNER TO bt_owner;
SET search_path = '';
SET DateStyle = 'ISO, MDY';

-- Schemas.
CREATE SCHEMA bt AUTHORIZATION bt_owner;
CREATE SCHEMA "Odd Schema.1" AUTHORIZATION "bt Odd ""Role"" ünï.x";
CREATE SCHEMA empty_schema;
CREATE SCHEMA ext;
COMMENT ON SCHEMA bt IS 'the main schema';
COMMENT ON SCHEMA public IS 'not the standard comment';
GRANT USAGE ON SCHEMA bt TO PUBLIC;
GRANT ALL ON SCHEMA "Odd Schema.1" TO bt_reader WITH GRANT OPTION;
GRANT CREATE ON SCHEMA public TO bt_writer;
REVOKE USAGE ON SCHEMA public FROM PUBLIC;

-- Extensions: one with types, one with an operator class that indexes use, one in another schema, an unusual member's grant.
CREATE EXTENSION hstore SCHEMA ext;
CREATE EXTENSION citext SCHEMA public;
CREATE EXTENSION pg_trgm SCHEMA ext;
CREATE EXTENSION btree_gist SCHEMA ext;
CREATE EXTENSION postgres_fdw SCHEMA ext;
CREATE EXTENSION file_fdw SCHEMA public;
CREATE EXTENSION dblink SCHEMA ext;
CREATE EXTENSION unaccent SCHEMA ext;
CREATE EXTENSION intarray SCHEMA ext;
CREATE EXTENSION ltree SCHEMA ext VERSION '1.1';
ALTER EXTENSION ltree UPDATE;
COMMENT ON EXTENSION hstore IS 'a comment of ours on an extension';
REVOKE EXECUTE ON FUNCTION ext.dblink_connect(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ext.hstore(text, text) TO bt_reader;
GRANT EXECUTE ON FUNCTION ext.dblink_connect_u(text) TO bt_reader WITH GRANT OPTION;
GRANT USAGE ON FOREIGN DATA WRAPPER postgres_fdw TO bt_reader;
REVOKE USAGE ON TYPE public.citext FROM PUBLIC;

-- Default privileges.
ALTER DEFAULT PRIVILEGES FOR ROLE bt_owner IN SCHEMA bt GRANT SELECT ON TABLES TO bt_reader;
ALTER DEFAULT PRIVILEGES FOR ROLE bt_owner GRANT USAGE ON TYPES TO bt_writer WITH GRANT OPTION;
ALTER DEFAULT PRIVILEGES FOR ROLE bt_owner REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE "bt Odd ""Role"" ünï.x" GRANT ALL ON SCHEMAS TO bt_group;
ALTER DEFAULT PRIVILEGES IN SCHEMA "Odd Schema.1" GRANT USAGE, SELECT ON SEQUENCES TO PUBLIC;

-- Languages.
CREATE FUNCTION bt.language_handler() RETURNS language_handler LANGUAGE c AS '$libdir/plpgsql', 'plpgsql_call_handler';
CREATE FUNCTION bt.language_validator(oid) RETURNS void LANGUAGE c STRICT AS '$libdir/plpgsql', 'plpgsql_validator';
CREATE FUNCTION bt.language_inline(internal) RETURNS void LANGUAGE c STRICT AS '$libdir/plpgsql', 'plpgsql_inline_handler';
CREATE TRUSTED LANGUAGE "pl Odd" HANDLER bt.language_handler INLINE bt.language_inline VALIDATOR bt.language_validator;
COMMENT ON LANGUAGE "pl Odd" IS 'a language';
GRANT USAGE ON LANGUAGE "pl Odd" TO bt_reader;
REVOKE USAGE ON LANGUAGE "pl Odd" FROM PUBLIC;
ALTER LANGUAGE "pl Odd" OWNER TO bt_owner;
CREATE LANGUAGE untrusted HANDLER bt.language_handler;

-- Collations.
CREATE COLLATION bt."German phone" (provider = icu, locale = 'de-u-co-phonebk');
CREATE COLLATION bt.case_insensitive (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
CREATE COLLATION bt.libc_c (provider = libc, locale = 'C');
CREATE COLLATION bt.libc_parts (provider = libc, lc_collate = 'C', lc_ctype = 'C.UTF-8');
COMMENT ON COLLATION bt.case_insensitive IS 'a collation';
ALTER COLLATION bt.libc_c OWNER TO bt_owner;

-- Types: enum, composite, domains, ranges, base, shell.
CREATE TYPE bt.mood AS ENUM ('sad', 'it''s ok', 'Happy "!"');
ALTER TYPE bt.mood ADD VALUE 'between' BEFORE 'Happy "!"';
CREATE TYPE bt.empty_enum AS ENUM ();
CREATE TYPE bt.pair AS (a integer, "B b" text COLLATE "C", c numeric(10, 2)[]);
CREATE TYPE bt.nested AS (p bt.pair, m bt.mood, ps bt.pair[]);
CREATE TYPE bt.empty_composite AS ();
ALTER TYPE bt.pair ADD ATTRIBUTE gone integer;
ALTER TYPE bt.pair DROP ATTRIBUTE gone;
COMMENT ON TYPE bt.mood IS 'an enum';
COMMENT ON TYPE bt.pair IS 'a composite type';
COMMENT ON COLUMN bt.pair."B b" IS 'an attribute';
GRANT USAGE ON TYPE bt.mood TO bt_reader WITH GRANT OPTION;
REVOKE USAGE ON TYPE bt.mood FROM PUBLIC;
ALTER TYPE bt.mood OWNER TO bt_owner;
CREATE TYPE bt.shell;
COMMENT ON TYPE bt.shell IS 'a shell';
ALTER TYPE bt.shell OWNER TO bt_owner;
ALTER TYPE bt.pair OWNER TO bt_owner;

CREATE TYPE bt.percent;
CREATE FUNCTION bt.percent_in(cstring) RETURNS bt.percent LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE AS 'int4in';
CREATE FUNCTION bt.percent_out(bt.percent) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE AS 'int4out';
CREATE FUNCTION bt.percent_recv(internal) RETURNS bt.percent LANGUAGE internal IMMUTABLE STRICT AS 'int4recv';
CREATE FUNCTION bt.percent_send(bt.percent) RETURNS bytea LANGUAGE internal IMMUTABLE STRICT AS 'int4send';
CREATE TYPE bt.percent (
    INPUT = bt.percent_in, OUTPUT = bt.percent_out, RECEIVE = bt.percent_recv, SEND = bt.percent_send, LIKE = integer,
    CATEGORY = 'N', PREFERRED = false, DEFAULT = '7', DELIMITER = ';');
COMMENT ON TYPE bt.percent IS 'a base type';
ALTER TYPE bt.percent OWNER TO bt_owner;
CREATE TYPE bt.blob15;
CREATE FUNCTION bt.blob15_in(cstring) RETURNS bt.blob15 LANGUAGE internal IMMUTABLE STRICT AS 'textin';
CREATE FUNCTION bt.blob15_out(bt.blob15) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'textout';
CREATE TYPE bt.blob15 (
    INPUT = bt.blob15_in, OUTPUT = bt.blob15_out, INTERNALLENGTH = VARIABLE, STORAGE = main, ALIGNMENT = int4,
    COLLATABLE = true);

CREATE DOMAIN bt.positive AS integer DEFAULT 1 CONSTRAINT "must be > 0" CHECK (VALUE > 0) CHECK (VALUE < 1000000);
CREATE DOMAIN bt.short_text AS varchar(20) COLLATE "C" NOT NULL;
CREATE DOMAIN bt.over_domain AS bt.positive CHECK (VALUE <> 13);
CREATE DOMAIN bt.array_domain AS text[] CHECK (cardinality(VALUE) < 5);
CREATE DOMAIN bt.composite_domain AS bt.pair CHECK ((VALUE).a > 0);
ALTER DOMAIN bt.short_text ADD CONSTRAINT later CHECK (VALUE <> 'x') NOT VALID;
COMMENT ON DOMAIN bt.positive IS 'a domain';
COMMENT ON CONSTRAINT "must be > 0" ON DOMAIN bt.positive IS 'a domain''s constraint';
ALTER DOMAIN bt.positive OWNER TO bt_owner;
GRANT USAGE ON DOMAIN bt.positive TO bt_reader;

CREATE FUNCTION bt.float_distance(float8, float8) RETURNS float8 LANGUAGE sql IMMUTABLE AS 'SELECT $1 - $2';
\if :v14
CREATE TYPE bt.floatrange AS RANGE (SUBTYPE = float8, SUBTYPE_DIFF = bt.float_distance, MULTIRANGE_TYPE_NAME = bt."many floats");
\else
CREATE TYPE bt.floatrange AS RANGE (SUBTYPE = float8, SUBTYPE_DIFF = bt.float_distance);
\endif
CREATE TYPE bt.textrange AS RANGE (SUBTYPE = text, COLLATION = "C");
CREATE TYPE bt.moodrange AS RANGE (SUBTYPE = bt.mood);
CREATE TYPE bt.canonical_range;
CREATE FUNCTION bt.canonical(bt.canonical_range) RETURNS bt.canonical_range LANGUAGE internal IMMUTABLE STRICT AS 'int4range_canonical';
CREATE TYPE bt.canonical_range AS RANGE (SUBTYPE = integer, SUBTYPE_OPCLASS = pg_catalog.int4_ops, CANONICAL = bt.canonical);
COMMENT ON TYPE bt.floatrange IS 'a range';
ALTER TYPE bt.textrange OWNER TO bt_writer;

-- Functions, procedures, aggregates, window functions, of every property.
CREATE FUNCTION bt.plain(integer) RETURNS integer LANGUAGE sql AS 'SELECT $1 + 1';
CREATE FUNCTION bt.plain(text) RETURNS text LANGUAGE sql AS $$SELECT 'it''s ' || $1$$;
CREATE FUNCTION bt."Odd Function"(IN "A a" integer, OUT b text, INOUT c numeric DEFAULT 1.5, VARIADIC d text[] DEFAULT '{}')
    LANGUAGE plpgsql STABLE LEAKPROOF STRICT SECURITY DEFINER PARALLEL RESTRICTED COST 17
    SET search_path = bt, pg_temp SET work_mem = '4MB' SET "bt.some" = 'it''s, "so"' SET DateStyle TO 'ISO, MDY'
    AS $body$
BEGIN
    -- $$ inside, and a backslash \ and 'quotes'
    b := 'x' || "A a"; c := c + 1;
END
$body$;
CREATE FUNCTION bt.rows_of(n integer DEFAULT 3) RETURNS TABLE (x integer, "Y y" text) LANGUAGE sql IMMUTABLE ROWS 5 PARALLEL SAFE
    AS 'SELECT i, i::text FROM generate_series(1, n) AS i';
CREATE FUNCTION bt.set_of_composite() RETURNS SETOF bt.pair LANGUAGE sql AS 'SELECT 1, ''b'', NULL::numeric[]';
\if :v14
CREATE FUNCTION bt.new_style(a integer, b integer) RETURNS integer LANGUAGE sql IMMUTABLE RETURN a + b * bt.plain(a);
CREATE FUNCTION bt.atomic(a integer) RETURNS integer LANGUAGE sql BEGIN ATOMIC; SELECT a; SELECT a + 1; END;
\else
CREATE FUNCTION bt.new_style(a integer, b integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT a + b * bt.plain(a)';
\endif
CREATE FUNCTION bt.nothing() RETURNS void LANGUAGE plpgsql CALLED ON NULL INPUT AS 'begin end';
CREATE FUNCTION bt.polymorphic(anyelement, anyarray) RETURNS anyelement LANGUAGE sql AS 'SELECT $1';
CREATE FUNCTION bt.windowed(bigint) RETURNS bigint LANGUAGE internal WINDOW IMMUTABLE STRICT AS 'window_row_number';
CREATE FUNCTION bt.in_own_language() RETURNS integer LANGUAGE "pl Odd" AS 'begin return 5; end';
CREATE FUNCTION bt.with_support(integer, integer) RETURNS SETOF integer LANGUAGE internal IMMUTABLE STRICT ROWS 9
    SUPPORT pg_catalog.generate_series_int4_support AS 'generate_series_int4';
\if :v14
CREATE PROCEDURE bt.do_it(INOUT a integer, OUT c text, b text DEFAULT 'x') LANGUAGE plpgsql SET lock_timeout = '1s'
    AS 'begin a := 1; c := b; end';
CREATE PROCEDURE bt.atomic_procedure(a integer) LANGUAGE sql BEGIN ATOMIC SELECT a; END;
\else
CREATE PROCEDURE bt.do_it(INOUT a integer, INOUT b text DEFAULT 'x') LANGUAGE plpgsql SET lock_timeout = '1s' AS 'begin a := 1; end';
\endif
COMMENT ON FUNCTION bt.plain(integer) IS 'a function, with a
newline';
COMMENT ON PROCEDURE bt.do_it(integer, text) IS 'a procedure';
ALTER FUNCTION bt.plain(text) OWNER TO bt_owner;
ALTER PROCEDURE bt.do_it(integer, text) OWNER TO "bt Odd ""Role"" ünï.x";
REVOKE ALL ON FUNCTION bt.plain(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION bt.plain(integer) TO bt_reader WITH GRANT OPTION;
GRANT EXECUTE ON PROCEDURE bt.do_it(integer, text) TO bt_writer;
CREATE AGGREGATE bt.total(integer) (
    SFUNC = int4pl, STYPE = integer, INITCOND = '0', COMBINEFUNC = int4pl, PARALLEL = safe, MSFUNC = int4pl, MINVFUNC = int4mi,
    MSTYPE = integer, MINITCOND = '0', SSPACE = 100);
CREATE AGGREGATE bt.ordered(ORDER BY anyelement) (SFUNC = ordered_set_transition, STYPE = internal, FINALFUNC = mode_final, FINALFUNC_EXTRA);
CREATE AGGREGATE bt.hypothetical(VARIADIC "any" ORDER BY VARIADIC "any") (
    SFUNC = ordered_set_transition_multi, STYPE = internal, FINALFUNC = rank_final, FINALFUNC_EXTRA, HYPOTHETICAL);
CREATE AGGREGATE bt.smallest(integer) (SFUNC = int4smaller, STYPE = integer, SORTOP = OPERATOR(pg_catalog.<));
CREATE AGGREGATE bt.counted(*) (SFUNC = int8inc, STYPE = bigint, INITCOND = '0');
CREATE AGGREGATE bt.serialised(numeric) (
    SFUNC = numeric_avg_accum, STYPE = internal, FINALFUNC = numeric_avg, FINALFUNC_MODIFY = SHAREABLE,
    COMBINEFUNC = numeric_avg_combine, SERIALFUNC = numeric_avg_serialize, DESERIALFUNC = numeric_avg_deserialize, PARALLEL = restricted);
COMMENT ON AGGREGATE bt.total(integer) IS 'an aggregate';
ALTER AGGREGATE bt.total(integer) OWNER TO bt_owner;
GRANT EXECUTE ON FUNCTION bt.total(integer) TO bt_reader;

-- Operators, families, classes, casts, conversions, transforms, access methods.
CREATE FUNCTION bt.percent_lt(bt.percent, bt.percent) RETURNS boolean LANGUAGE internal IMMUTABLE STRICT AS 'int4lt';
CREATE FUNCTION bt.percent_le(bt.percent, bt.percent) RETURNS boolean LANGUAGE internal IMMUTABLE STRICT AS 'int4le';
CREATE FUNCTION bt.percent_eq(bt.percent, bt.percent) RETURNS boolean LANGUAGE internal IMMUTABLE STRICT AS 'int4eq';
CREATE FUNCTION bt.percent_ne(bt.percent, bt.percent) RETURNS boolean LANGUAGE internal IMMUTABLE STRICT AS 'int4ne';
CREATE FUNCTION bt.percent_ge(bt.percent, bt.percent) RETURNS boolean LANGUAGE internal IMMUTABLE STRICT AS 'int4ge';
CREATE FUNCTION bt.percent_gt(bt.percent, bt.percent) RETURNS boolean LANGUAGE internal IMMUTABLE STRICT AS 'int4gt';
CREATE FUNCTION bt.percent_cmp(bt.percent, bt.percent) RETURNS integer LANGUAGE internal IMMUTABLE STRICT AS 'btint4cmp';
CREATE FUNCTION bt.percent_hash(bt.percent) RETURNS integer LANGUAGE internal IMMUTABLE STRICT AS 'hashint4';
CREATE FUNCTION bt.percent_not(bt.percent) RETURNS bt.percent LANGUAGE internal IMMUTABLE STRICT AS 'int4um';
CREATE OPERATOR bt.< (LEFTARG = bt.percent, RIGHTARG = bt.percent, FUNCTION = bt.percent_lt, COMMUTATOR = OPERATOR(bt.>),
    NEGATOR = OPERATOR(bt.>=), RESTRICT = scalarltsel, JOIN = scalarltjoinsel);
CREATE OPERATOR bt.<= (LEFTARG = bt.percent, RIGHTARG = bt.percent, FUNCTION = bt.percent_le, COMMUTATOR = OPERATOR(bt.>=),
    NEGATOR = OPERATOR(bt.>), RESTRICT = scalarlesel, JOIN = scalarlejoinsel);
CREATE OPERATOR bt.= (LEFTARG = bt.percent, RIGHTARG = bt.percent, FUNCTION = bt.percent_eq, COMMUTATOR = OPERATOR(bt.=),
    NEGATOR = OPERATOR(bt.<>), RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES);
CREATE OPERATOR bt.<> (LEFTARG = bt.percent, RIGHTARG = bt.percent, FUNCTION = bt.percent_ne, COMMUTATOR = OPERATOR(bt.<>), NEGATOR = OPERATOR(bt.=));
CREATE OPERATOR bt.>= (LEFTARG = bt.percent, RIGHTARG = bt.percent, FUNCTION = bt.percent_ge, COMMUTATOR = OPERATOR(bt.<=), NEGATOR = OPERATOR(bt.<));
CREATE OPERATOR bt.> (LEFTARG = bt.percent, RIGHTARG = bt.percent, FUNCTION = bt.percent_gt, COMMUTATOR = OPERATOR(bt.<), NEGATOR = OPERATOR(bt.<=));
CREATE OPERATOR bt.!! (RIGHTARG = bt.percent, FUNCTION = bt.percent_not);
COMMENT ON OPERATOR bt.!! (NONE, bt.percent) IS 'a prefix operator';
ALTER OPERATOR bt.!! (NONE, bt.percent) OWNER TO bt_owner;
CREATE OPERATOR CLASS bt.percent_ops DEFAULT FOR TYPE bt.percent USING btree AS
    OPERATOR 1 bt.<, OPERATOR 2 bt.<=, OPERATOR 3 bt.=, OPERATOR 4 bt.>=, OPERATOR 5 bt.>, FUNCTION 1 bt.percent_cmp(bt.percent, bt.percent);
CREATE OPERATOR CLASS bt.percent_hash_ops DEFAULT FOR TYPE bt.percent USING hash AS
    OPERATOR 1 bt.=, FUNCTION 1 bt.percent_hash(bt.percent);
CREATE OPERATOR FAMILY bt."Odd family" USING btree;
CREATE OPERATOR FAMILY bt.loose USING btree;
ALTER OPERATOR FAMILY bt.loose USING btree ADD
    OPERATOR 1 pg_catalog.< (bigint, integer), OPERATOR 2 pg_catalog.<= (bigint, integer), OPERATOR 3 pg_catalog.= (bigint, integer),
    OPERATOR 4 pg_catalog.>= (bigint, integer), OPERATOR 5 pg_catalog.> (bigint, integer),
    FUNCTION 1 (bigint, integer) btint84cmp(bigint, integer);
CREATE OPERATOR CLASS bt.loose_ops FOR TYPE bigint USING btree FAMILY bt.loose AS
    OPERATOR 1 pg_catalog.<, OPERATOR 2 pg_catalog.<=, OPERATOR 3 pg_catalog.=, OPERATOR 4 pg_catalog.>=, OPERATOR 5 pg_catalog.>,
    FUNCTION 1 btint8cmp(bigint, bigint);
CREATE OPERATOR CLASS bt.gist_storage FOR TYPE point USING gist AS
    STORAGE box, OPERATOR 15 pg_catalog.<-> (point, point) FOR ORDER BY pg_catalog.float_ops,
    FUNCTION 1 gist_point_consistent(internal, point, smallint, oid, internal), FUNCTION 2 gist_box_union(internal, internal),
    FUNCTION 5 gist_box_penalty(internal, internal, internal), FUNCTION 6 gist_box_picksplit(internal, internal),
    FUNCTION 7 gist_box_same(box, box, internal), FUNCTION 3 gist_point_compress(internal);
COMMENT ON OPERATOR CLASS bt.percent_ops USING btree IS 'an operator class';
COMMENT ON OPERATOR FAMILY bt.loose USING btree IS 'an operator family';
ALTER OPERATOR FAMILY bt.loose USING btree OWNER TO bt_owner;
ALTER OPERATOR CLASS bt.percent_ops USING btree OWNER TO bt_owner;
CREATE CAST (bt.percent AS integer) WITHOUT FUNCTION AS IMPLICIT;
CREATE CAST (integer AS bt.percent) WITHOUT FUNCTION AS ASSIGNMENT;
CREATE FUNCTION bt.to_mood(integer) RETURNS bt.mood LANGUAGE sql IMMUTABLE AS $$SELECT (ARRAY['sad', 'it''s ok']::bt.mood[])[$1]$$;
CREATE CAST (integer AS bt.mood) WITH FUNCTION bt.to_mood(integer);
CREATE CAST (text AS bt.percent) WITH INOUT;
COMMENT ON CAST (integer AS bt.mood) IS 'a cast';
CREATE CONVERSION bt."odd conversion" FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
CREATE DEFAULT CONVERSION bt.default_conversion FOR 'UTF8' TO 'LATIN1' FROM utf8_to_iso8859_1;
COMMENT ON CONVERSION bt.default_conversion IS 'a conversion';
ALTER CONVERSION bt.default_conversion OWNER TO bt_owner;
CREATE FUNCTION bt.from_sql(internal) RETURNS internal LANGUAGE internal IMMUTABLE AS 'prsd_lextype';
CREATE TRANSFORM FOR bt.percent LANGUAGE sql (FROM SQL WITH FUNCTION bt.from_sql(internal));
CREATE FUNCTION bt.transforming(bt.percent) RETURNS integer TRANSFORM FOR TYPE bt.percent LANGUAGE sql AS 'SELECT 1';
COMMENT ON TRANSFORM FOR bt.percent LANGUAGE sql IS 'a transform';
CREATE ACCESS METHOD bt_heap TYPE TABLE HANDLER heap_tableam_handler;
CREATE ACCESS METHOD bt_hash TYPE INDEX HANDLER hashhandler;
COMMENT ON ACCESS METHOD bt_heap IS 'an access method';

-- Text search.
CREATE TEXT SEARCH PARSER bt."odd parser" (
    START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype, HEADLINE = prsd_headline);
CREATE TEXT SEARCH TEMPLATE bt.template (INIT = dsimple_init, LEXIZE = dsimple_lexize);
CREATE TEXT SEARCH DICTIONARY bt.dictionary (TEMPLATE = bt.template, STOPWORDS = english, ACCEPT = false);
CREATE TEXT SEARCH DICTIONARY bt.snow (TEMPLATE = snowball, LANGUAGE = german);
CREATE TEXT SEARCH CONFIGURATION bt."Search it" (PARSER = bt."odd parser");
ALTER TEXT SEARCH CONFIGURATION bt."Search it" ADD MAPPING FOR asciiword, word WITH ext.unaccent, bt.dictionary, bt.snow;
ALTER TEXT SEARCH CONFIGURATION bt."Search it" ADD MAPPING FOR int, float WITH simple;
CREATE TEXT SEARCH CONFIGURATION bt.copied (COPY = pg_catalog.german);
COMMENT ON TEXT SEARCH PARSER bt."odd parser" IS 'a parser';
COMMENT ON TEXT SEARCH TEMPLATE bt.template IS 'a template';
COMMENT ON TEXT SEARCH DICTIONARY bt.dictionary IS 'a dictionary';
COMMENT ON TEXT SEARCH CONFIGURATION bt."Search it" IS 'a configuration';
ALTER TEXT SEARCH DICTIONARY bt.dictionary OWNER TO bt_owner;
ALTER TEXT SEARCH CONFIGURATION bt."Search it" OWNER TO bt_owner;

-- Sequences.
CREATE SEQUENCE bt.never_used;
CREATE SEQUENCE bt."Odd Sequence" AS smallint INCREMENT BY -3 MINVALUE -1000 MAXVALUE 1000 START 500 CACHE 7 CYCLE;
CREATE SEQUENCE bt.large MINVALUE -9223372036854775808 MAXVALUE 9223372036854775807 START -9223372036854775808;
\if :v15
CREATE UNLOGGED SEQUENCE bt.unlogged_sequence;
\else
CREATE SEQUENCE bt.unlogged_sequence;
\endif
CREATE SEQUENCE bt.called_once;
SELECT nextval('bt."Odd Sequence"'), nextval('bt.large'), nextval('bt.called_once'), setval('bt.unlogged_sequence', 42, false);
COMMENT ON SEQUENCE bt.large IS 'a sequence';
ALTER SEQUENCE bt.large OWNER TO bt_owner;
GRANT USAGE ON SEQUENCE bt.large TO bt_reader;
GRANT ALL ON SEQUENCE bt."Odd Sequence" TO bt_writer WITH GRANT OPTION;

-- Tables of all sorts.
CREATE TABLE bt.everything (
    id integer GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME bt."everything id" START 10 INCREMENT 5 MAXVALUE 100000) PRIMARY KEY,
    by_default bigint GENERATED BY DEFAULT AS IDENTITY (CACHE 3 CYCLE),
    s serial,
    bs bigserial NOT NULL,
    "Mixed Case" text DEFAULT 'it''s' NOT NULL,
    collated text COLLATE bt."German phone",
    insensitive text COLLATE bt.case_insensitive,
    with_function integer DEFAULT bt.new_style(1, 2),
    from_sequence integer DEFAULT nextval('bt.large') % 1000,
    generated integer GENERATED ALWAYS AS (with_function * 2) STORED,
    m bt.mood DEFAULT 'sad',
    d bt.over_domain DEFAULT 5,
    p bt.pair DEFAULT ROW(1, 'x', '{1.5}'),
    r bt.floatrange,
\if :v14
    mr bt."many floats",
\endif
    h ext.hstore DEFAULT 'a=>1',
    ci public.citext UNIQUE,
    tags text[] DEFAULT ARRAY['a', 'b']::text[],
    matrix integer[][],
    pc bt.percent DEFAULT '50',
    ts timestamptz(3) DEFAULT '2020-02-29 12:34:56.789+02',
    CONSTRAINT "Odd check" CHECK (with_function > 0 OR "Mixed Case" LIKE '%\%%'),
    CONSTRAINT never_inherited CHECK (s > 0) NO INHERIT,
    CONSTRAINT unique_pair UNIQUE (s, bs) INCLUDE (m) WITH (fillfactor = 70) DEFERRABLE INITIALLY DEFERRED,
\if :v15
    CONSTRAINT nulls_equal UNIQUE NULLS NOT DISTINCT (d, m, s)
\else
    CONSTRAINT nulls_equal UNIQUE (d, m, s)
\endif
) WITH (fillfactor = 80, autovacuum_enabled = false, toast.autovacuum_vacuum_cost_delay = 5);
ALTER TABLE bt.everything ALTER "Mixed Case" SET STORAGE EXTERNAL, ALTER collated SET STATISTICS 500,
    ALTER with_function SET (n_distinct = 5, n_distinct_inherited = -0.5);
\if :v14
ALTER TABLE bt.everything ALTER tags SET COMPRESSION pglz;
\endif
ALTER TABLE bt.everything ADD CONSTRAINT not_valid CHECK (s < 1000000) NOT VALID;
ALTER TABLE bt.everything ADD CONSTRAINT exclusive EXCLUDE USING gist (r WITH &&, s WITH OPERATOR(pg_catalog.=)) WHERE (r IS NOT NULL) DEFERRABLE;
ALTER TABLE bt.everything OWNER TO bt_owner;
ALTER TABLE bt.everything REPLICA IDENTITY FULL;
INSERT INTO bt.everything ("Mixed Case", with_function, r, ci, matrix, h)
    SELECT 'row ' || i, i, bt.floatrange(i, i + 0.5), 'Ci' || i, ARRAY[[i, i], [1, NULL]], NULL FROM generate_series(1, 50) AS i;
\if :v14
UPDATE bt.everything SET mr = bt."many floats"(r);
\endif
COMMENT ON TABLE bt.everything IS 'a table
with a comment of two lines';
COMMENT ON COLUMN bt.everything."Mixed Case" IS 'a column''s comment';
COMMENT ON CONSTRAINT "Odd check" ON bt.everything IS 'a constraint''s comment';
GRANT SELECT, INSERT ON bt.everything TO bt_reader WITH GRANT OPTION;
GRANT SELECT (id, "Mixed Case"), UPDATE (s) ON bt.everything TO bt_writer;
GRANT SELECT (id) ON bt.everything TO PUBLIC;
GRANT TRUNCATE, REFERENCES, TRIGGER ON bt.everything TO "bt Odd ""Role"" ünï.x";
SET ROLE bt_reader;
GRANT SELECT ON bt.everything TO bt_select;
RESET ROLE;
REVOKE DELETE ON bt.everything FROM bt_owner;

CREATE UNLOGGED TABLE bt.unlogged (a integer PRIMARY KEY USING INDEX TABLESPACE bt_space, b text);
INSERT INTO bt.unlogged VALUES (1, 'not lost');
CREATE TABLE bt.in_space (a integer, b text) TABLESPACE bt_space;
CREATE INDEX in_space_index ON bt.in_space (a) TABLESPACE bt_space;
INSERT INTO bt.in_space VALUES (1, repeat('x', 5000));
CREATE TABLE bt.other_heap (a integer) USING bt_heap;
CREATE OPERATOR CLASS bt.own_method_ops DEFAULT FOR TYPE integer USING bt_hash AS
    OPERATOR 1 pg_catalog.=, FUNCTION 1 hashint4(integer);
CREATE INDEX other_hash ON bt.other_heap USING bt_hash (a);
CREATE TABLE bt.no_columns ();
INSERT INTO bt.no_columns DEFAULT VALUES;
INSERT INTO bt.no_columns DEFAULT VALUES;
CREATE TABLE bt.only_generated (a integer GENERATED ALWAYS AS (1 + 1) STORED);
INSERT INTO bt.only_generated DEFAULT VALUES;
CREATE TABLE bt.typed OF bt.pair (PRIMARY KEY (a), c WITH OPTIONS DEFAULT '{}', CHECK (a > 0));
INSERT INTO bt.typed VALUES (1, 'one');
CREATE TABLE bt.dropped (gone1 integer, a integer, gone2 text DEFAULT 'x', b text, gone3 integer);
INSERT INTO bt.dropped VALUES (1, 2, '3', '4', 5);
ALTER TABLE bt.dropped DROP gone1, DROP gone2, DROP gone3;
ALTER TABLE bt.dropped ADD late integer DEFAULT 17;
CREATE TABLE "Odd Schema.1"."Odd ""Table"" ünï" ("Col umn.1" integer PRIMARY KEY, "sel""ect" text, "ünïcode 😀" integer DEFAULT 3);
INSERT INTO "Odd Schema.1"."Odd ""Table"" ünï" VALUES (1, 'a'), (2, NULL);
ALTER TABLE "Odd Schema.1"."Odd ""Table"" ünï" OWNER TO "bt Odd ""Role"" ünï.x";
CREATE TABLE public."table" ("order" integer, "group" text, "ctid2" tid, UNIQUE ("order"));
ALTER TABLE public."table" REPLICA IDENTITY NOTHING;
CREATE TABLE bt.replicated (a integer NOT NULL, b integer);
CREATE UNIQUE INDEX replicated_a ON bt.replicated (a);
ALTER TABLE bt.replicated REPLICA IDENTITY USING INDEX replicated_a;
CREATE TABLE bt.clustered (a integer PRIMARY KEY, b integer);
CREATE INDEX clustered_b ON bt.clustered (b DESC NULLS LAST);
ALTER TABLE bt.clustered CLUSTER ON clustered_b;
INSERT INTO bt.clustered SELECT i, -i FROM generate_series(1, 100) AS i;
CREATE TABLE bt.clustered_by_key (a integer CONSTRAINT the_key PRIMARY KEY);
ALTER TABLE bt.clustered_by_key CLUSTER ON the_key;
CREATE TABLE bt.uses_row_type (e bt.clustered, es bt.clustered[]);
INSERT INTO bt.uses_row_type VALUES (ROW(1, 2), ARRAY[ROW(3, 4)::bt.clustered]);

-- Foreign keys: every action, self reference, cycles, not valid, deferrable.
CREATE TABLE bt.parent (a integer, b integer, c text DEFAULT 'c', PRIMARY KEY (a, b), UNIQUE (c));
CREATE TABLE bt.child (
    id integer PRIMARY KEY, a integer, b integer, boss integer REFERENCES bt.child ON DELETE SET NULL,
    CONSTRAINT full_match FOREIGN KEY (a, b) REFERENCES bt.parent MATCH FULL ON UPDATE CASCADE ON DELETE RESTRICT DEFERRABLE INITIALLY DEFERRED,
\if :v15
    CONSTRAINT set_some FOREIGN KEY (a, b) REFERENCES bt.parent ON DELETE SET DEFAULT (b));
\else
    CONSTRAINT set_some FOREIGN KEY (a, b) REFERENCES bt.parent ON DELETE SET DEFAULT);
\endif
INSERT INTO bt.parent VALUES (1, 1, 'x'), (2, 2, 'y');
INSERT INTO bt.child VALUES (3, 1, 1, 4), (4, 2, 2, 3), (5, NULL, NULL, 5);
CREATE TABLE bt.egg (id integer PRIMARY KEY, hen integer);
CREATE TABLE bt.hen (id integer PRIMARY KEY, egg integer REFERENCES bt.egg);
INSERT INTO bt.egg VALUES (1, 1);
INSERT INTO bt.hen VALUES (1, 1);
ALTER TABLE bt.egg ADD CONSTRAINT laid_by FOREIGN KEY (hen) REFERENCES bt.hen ON UPDATE SET NULL;
CREATE TABLE bt.loose_child (a integer, b integer);
INSERT INTO bt.loose_child VALUES (99, 99);
ALTER TABLE bt.loose_child ADD CONSTRAINT loose FOREIGN KEY (a, b) REFERENCES bt.parent NOT VALID;
COMMENT ON CONSTRAINT loose ON bt.loose_child IS 'not valid';

-- Inheritance.
CREATE TABLE bt.animal (id integer NOT NULL, name text DEFAULT 'none' CHECK (name <> ''), legs integer);
CREATE TABLE bt.swimmer (fins integer);
CREATE TABLE bt.dog (breed text) INHERITS (bt.animal);
CREATE TABLE bt.duck (legs integer DEFAULT 2, quack text) INHERITS (bt.animal, bt.swimmer);
ALTER TABLE ONLY bt.dog ALTER name SET DEFAULT 'dog';
ALTER TABLE bt.dog ALTER breed SET NOT NULL;
CREATE TABLE bt.adopted (id integer NOT NULL, name text, legs integer, extra text, CONSTRAINT animal_name_check CHECK (name <> ''));
ALTER TABLE bt.adopted INHERIT bt.animal;
ALTER TABLE bt.animal ADD late_column integer DEFAULT 4;
ALTER TABLE bt.dog DROP COLUMN IF EXISTS nothing;
GRANT ALL ON bt.dog TO bt_reader, bt_writer;
INSERT INTO bt.animal VALUES (1);
INSERT INTO bt.dog (id, breed) VALUES (2, 'beagle');
INSERT INTO bt.duck (id, quack, fins) VALUES (3, 'loud', 0);

-- Partitions: list, range, hash, three deep, default, attached with other column orders, indexes, keys, triggers.
CREATE TABLE bt.measure (city text NOT NULL, day date NOT NULL, value numeric DEFAULT 0, n integer, PRIMARY KEY (city, day, n)) PARTITION BY LIST (city);
CREATE TABLE bt.measure_ab PARTITION OF bt.measure (value DEFAULT 1) FOR VALUES IN ('a', 'b''b', '"') PARTITION BY RANGE (day, n);
CREATE TABLE bt.measure_ab_1 PARTITION OF bt.measure_ab FOR VALUES FROM (MINVALUE, MINVALUE) TO ('2020-01-01', 5) PARTITION BY HASH (n);
CREATE TABLE bt.measure_ab_1_0 PARTITION OF bt.measure_ab_1 FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE bt.measure_ab_1_1 PARTITION OF bt.measure_ab_1 FOR VALUES WITH (MODULUS 2, REMAINDER 1) WITH (fillfactor = 50) TABLESPACE bt_space;
CREATE TABLE bt.measure_ab_2 PARTITION OF bt.measure_ab FOR VALUES FROM ('2020-01-01', 5) TO (MAXVALUE, MAXVALUE);
CREATE TABLE bt.measure_other PARTITION OF bt.measure DEFAULT;
CREATE TABLE bt.measure_attached (n integer NOT NULL, gone text, value numeric, day date NOT NULL, city text NOT NULL, CHECK (city = 'z'));
ALTER TABLE bt.measure_attached DROP gone;
ALTER TABLE bt.measure ATTACH PARTITION bt.measure_attached FOR VALUES IN ('z', NULL);
CREATE INDEX measure_value ON bt.measure (value) INCLUDE (n);
CREATE INDEX measure_only ON ONLY bt.measure (n);
CREATE INDEX measure_ab_n ON bt.measure_ab (n);
ALTER INDEX bt.measure_only ATTACH PARTITION bt.measure_ab_n;
CREATE INDEX own_index ON bt.measure_other (value, n);
ALTER TABLE bt.measure_other ADD CONSTRAINT own_check CHECK (n > -5);
ALTER INDEX bt.measure_attached_pkey RENAME TO "renamed key";
CREATE TABLE bt.refers_partitioned (city text, day date, n integer, FOREIGN KEY (city, day, n) REFERENCES bt.measure ON DELETE CASCADE) PARTITION BY RANGE (day);
CREATE TABLE bt.refers_1 PARTITION OF bt.refers_partitioned FOR VALUES FROM ('2000-01-01') TO ('2050-01-01');
CREATE TABLE bt.by_expression (a integer, b text COLLATE "C") PARTITION BY RANGE ((a + 1), b COLLATE "POSIX" text_pattern_ops);
CREATE TABLE bt.by_expression_1 PARTITION OF bt.by_expression FOR VALUES FROM (1, 'a') TO (100, 'z');
CREATE TABLE bt.by_bool (a boolean) PARTITION BY LIST (a);
CREATE TABLE bt.by_bool_true PARTITION OF bt.by_bool FOR VALUES IN (true);
CREATE TABLE bt.no_partitions (a integer) PARTITION BY HASH (a);
INSERT INTO bt.measure SELECT (ARRAY['a', 'b''b', '"', 'z', 'elsewhere'])[1 + i % 5], date '2019-06-01' + i, i / 3.0, i FROM generate_series(1, 500) AS i;
INSERT INTO bt.refers_partitioned SELECT city, day, n FROM bt.measure WHERE n % 7 = 0;
INSERT INTO bt.by_expression VALUES (5, 'm');
COMMENT ON TABLE bt.measure_ab IS 'a partition';
COMMENT ON INDEX bt.measure_value IS 'a partitioned index';
ALTER TABLE bt.measure_ab_2 OWNER TO bt_owner;
GRANT SELECT ON bt.measure TO bt_reader;

-- Indexes.
CREATE INDEX "Odd index" ON bt.everything ((lower("Mixed Case")) COLLATE "C" text_pattern_ops DESC NULLS LAST, (with_function + 1)) INCLUDE (m) WHERE with_function > 3;
\if :v15
CREATE UNIQUE INDEX nulls_not_distinct ON bt.everything (collated, s) NULLS NOT DISTINCT WITH (deduplicate_items = off, fillfactor = 60);
\endif
CREATE INDEX using_hash ON bt.everything USING hash (pc);
CREATE INDEX using_gin ON bt.everything USING gin (tags) WITH (fastupdate = off, gin_pending_list_limit = 128);
CREATE INDEX using_trgm ON bt.everything USING gin ("Mixed Case" ext.gin_trgm_ops);
CREATE INDEX using_gist ON bt.everything USING gist (r, "Mixed Case" ext.gist_trgm_ops (siglen = 32)) WITH (buffering = on);
\if :v14
CREATE INDEX using_brin ON bt.everything USING brin (ts timestamptz_minmax_multi_ops (values_per_range = 16)) WITH (pages_per_range = 8, autosummarize = on);
\else
CREATE INDEX using_brin ON bt.everything USING brin (ts) WITH (pages_per_range = 8, autosummarize = on);
\endif
CREATE INDEX using_spgist ON bt.everything USING spgist ("Mixed Case");
CREATE INDEX whole_row ON bt.clustered ((clustered.*));
CREATE INDEX expression_statistics ON bt.clustered ((a + b), (a - b));
ALTER INDEX bt.expression_statistics ALTER COLUMN 1 SET STATISTICS 400;
COMMENT ON INDEX bt."Odd index" IS 'an index';

-- Statistics.
CREATE STATISTICS bt."Odd stats" (dependencies, mcv) ON a, b FROM bt.clustered;
\if :v14
CREATE STATISTICS bt.on_expressions ON (a + b), (a * 2), b FROM bt.clustered;
CREATE STATISTICS bt.one_expression ON (a % 10) FROM bt.clustered;
\else
CREATE STATISTICS bt.on_expressions ON a, b FROM bt.clustered;
\endif
ALTER STATISTICS bt."Odd stats" SET STATISTICS 77;
ALTER STATISTICS bt.on_expressions OWNER TO bt_owner;
COMMENT ON STATISTICS bt."Odd stats" IS 'extended statistics';

-- Views.
CREATE VIEW bt.simple AS SELECT id, "Mixed Case", bt.plain(with_function) AS f FROM bt.everything;
CREATE VIEW bt."Odd View" WITH (security_barrier = true, check_option = local) AS SELECT a, b FROM bt.parent WHERE a > 0;
CREATE VIEW bt.cascaded AS SELECT a FROM bt."Odd View" WHERE b < 10 WITH CASCADED CHECK OPTION;
\if :v15
CREATE VIEW bt.invoker WITH (security_invoker = true) AS SELECT count(*) AS n FROM bt.parent;
\endif
CREATE RECURSIVE VIEW bt.counting (n) AS VALUES (1) UNION ALL SELECT n + 1 FROM counting WHERE n < 5;
CREATE VIEW bt.no_columns_view AS SELECT;
CREATE VIEW bt.with_default AS SELECT a, b, c FROM bt.parent;
ALTER VIEW bt.with_default ALTER c SET DEFAULT 'from the view';
CREATE VIEW bt.grouped_by_key AS SELECT id, count(*) AS n, by_default, s FROM bt.everything GROUP BY id;
COMMENT ON VIEW bt.simple IS 'a view';
COMMENT ON COLUMN bt.simple.f IS 'a view''s column';
ALTER VIEW bt.simple OWNER TO bt_owner;
GRANT SELECT ON bt.simple TO PUBLIC;
GRANT SELECT (f) ON bt.simple TO bt_writer;
-- Two views that need each other, by way of a function and by way of a rule.
CREATE VIEW bt.circle_1 AS SELECT 1 AS a, 'x'::text AS b;
CREATE VIEW bt.circle_2 AS SELECT a, b FROM bt.circle_1;
CREATE OR REPLACE VIEW bt.circle_1 AS SELECT a, b FROM bt.circle_2;
CREATE FUNCTION bt.of_view() RETURNS SETOF bt.simple LANGUAGE sql AS 'SELECT * FROM bt.simple';
CREATE VIEW bt.over_function AS SELECT * FROM bt.of_view();
CREATE FUNCTION bt.takes_row(bt.everything) RETURNS text LANGUAGE sql STABLE AS $$SELECT $1."Mixed Case"$$;
CREATE VIEW bt.calls_row AS SELECT bt.takes_row(e) AS t, e.id FROM bt.everything AS e;

-- A function that a table needs, that needs a table.
\if :v14
CREATE FUNCTION bt.count_parents() RETURNS bigint LANGUAGE sql STABLE BEGIN ATOMIC SELECT count(*) FROM bt.parent; END;
\else
CREATE FUNCTION bt.count_parents() RETURNS bigint LANGUAGE sql STABLE AS 'SELECT count(*) FROM bt.parent';
\endif
CREATE TABLE bt.needs_function (a bigint DEFAULT bt.count_parents(), CHECK (a >= 0));
INSERT INTO bt.needs_function DEFAULT VALUES;

-- A function of a table's rows that the table's constraint calls.
CREATE TABLE bt.checks_row (a integer);
CREATE FUNCTION bt.is_fine(bt.checks_row) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1.a > 0';
ALTER TABLE bt.checks_row ADD CONSTRAINT whole_row CHECK (bt.is_fine(checks_row));
INSERT INTO bt.checks_row VALUES (1);

-- Materialized views: over others, with indexes, not populated, one that needs functions whose bodies hide what they read.
CREATE MATERIALIZED VIEW bt.mv_1 WITH (fillfactor = 90) AS SELECT id, "Mixed Case" FROM bt.everything WHERE id > 20;
CREATE MATERIALIZED VIEW bt.mv_2 TABLESPACE bt_space AS SELECT count(*) AS n FROM bt.mv_1;
CREATE MATERIALIZED VIEW bt."Odd Mv" AS SELECT n + 1 AS "N n" FROM bt.mv_2 WITH NO DATA;
CREATE MATERIALIZED VIEW bt.mv_view AS SELECT * FROM bt.over_function;
CREATE MATERIALIZED VIEW bt.mv_heap USING bt_heap AS SELECT 1 AS a;
CREATE UNIQUE INDEX mv_1_id ON bt.mv_1 (id);
ALTER MATERIALIZED VIEW bt.mv_1 CLUSTER ON mv_1_id;
ALTER MATERIALIZED VIEW bt.mv_1 ALTER "Mixed Case" SET STATISTICS 99;
COMMENT ON MATERIALIZED VIEW bt.mv_1 IS 'a materialized view';
COMMENT ON COLUMN bt.mv_1.id IS 'its column';
ALTER MATERIALIZED VIEW bt.mv_2 OWNER TO bt_owner;
-- The owner of mv_2 may read mv_1 by this grant only: a refresh must come after it.
GRANT SELECT ON bt.mv_1 TO bt_reader, bt_owner;

-- Rules.
CREATE RULE "Odd rule" AS ON INSERT TO bt."Odd View" DO INSTEAD INSERT INTO bt.parent VALUES (NEW.a, NEW.b, 'by rule');
CREATE RULE two_commands AS ON UPDATE TO bt.clustered WHERE OLD.a > 1000 DO ALSO (DELETE FROM bt.hen WHERE id = OLD.a; INSERT INTO bt.hen VALUES (OLD.a));
CREATE RULE notifies AS ON UPDATE TO bt.hen DO ALSO NOTIFY "Odd channel";
CREATE RULE nothing AS ON DELETE TO bt.clustered WHERE OLD.a = -1 DO INSTEAD NOTHING;
ALTER TABLE bt.clustered DISABLE RULE two_commands;
ALTER TABLE bt.clustered ENABLE ALWAYS RULE nothing;
COMMENT ON RULE "Odd rule" ON bt."Odd View" IS 'a rule';

-- Triggers.
CREATE FUNCTION bt.trigger_function() RETURNS trigger LANGUAGE plpgsql AS 'begin return new; end';
CREATE TRIGGER "Odd trigger" BEFORE INSERT OR UPDATE OF a, b ON bt.clustered FOR EACH ROW
    WHEN (NEW.a IS DISTINCT FROM 5) EXECUTE FUNCTION bt.trigger_function('it''s', 'b\c', '');
CREATE TRIGGER disabled AFTER DELETE OR TRUNCATE ON bt.clustered EXECUTE FUNCTION bt.trigger_function();
CREATE TRIGGER replica AFTER INSERT ON bt.clustered FOR EACH ROW EXECUTE FUNCTION bt.trigger_function();
CREATE TRIGGER always AFTER INSERT ON bt.clustered FOR EACH ROW EXECUTE FUNCTION bt.trigger_function();
CREATE TRIGGER transition AFTER UPDATE ON bt.clustered REFERENCING OLD TABLE AS "old Rows" NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION bt.trigger_function();
CREATE CONSTRAINT TRIGGER deferred AFTER INSERT ON bt.clustered FROM bt.parent DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION bt.trigger_function();
CREATE TRIGGER instead INSTEAD OF DELETE ON bt.simple FOR EACH ROW EXECUTE FUNCTION bt.trigger_function();
ALTER TABLE bt.clustered DISABLE TRIGGER disabled, ENABLE REPLICA TRIGGER replica, ENABLE ALWAYS TRIGGER always;
ALTER TABLE bt.egg DISABLE TRIGGER USER;
CREATE TRIGGER on_partitions AFTER INSERT ON bt.measure FOR EACH ROW EXECUTE FUNCTION bt.trigger_function();
ALTER TABLE bt.measure_ab_2 DISABLE TRIGGER on_partitions;
CREATE TRIGGER on_one_partition BEFORE INSERT ON bt.measure_other FOR EACH ROW EXECUTE FUNCTION bt.trigger_function();
COMMENT ON TRIGGER "Odd trigger" ON bt.clustered IS 'a trigger';

-- Row security.
ALTER TABLE bt.parent ENABLE ROW LEVEL SECURITY;
ALTER TABLE bt.child ENABLE ROW LEVEL SECURITY;
ALTER TABLE bt.child FORCE ROW LEVEL SECURITY;
CREATE POLICY "Odd policy" ON bt.parent AS RESTRICTIVE FOR UPDATE TO bt_reader, "bt Odd ""Role"" ünï.x" USING (a > 0) WITH CHECK (b > 0);
CREATE POLICY for_all ON bt.parent USING (c <> 'secret');
CREATE POLICY for_insert ON bt.child FOR INSERT TO PUBLIC WITH CHECK (id IN (SELECT a FROM bt.parent));
CREATE POLICY for_select ON bt.child FOR SELECT TO bt_owner USING (true);
CREATE POLICY for_delete ON bt.hen FOR DELETE TO CURRENT_USER USING (false);
COMMENT ON POLICY for_all ON bt.parent IS 'a policy';

-- Foreign data.
CREATE FOREIGN DATA WRAPPER "odd fdw" HANDLER public.file_fdw_handler VALIDATOR public.file_fdw_validator;
CREATE FOREIGN DATA WRAPPER bare OPTIONS (anything 'it''s', "Odd option" 'b\c');
CREATE SERVER "odd server" TYPE 'a ''type''' VERSION '1.2' FOREIGN DATA WRAPPER bare OPTIONS (host 'h', "Mixed" '"x"');
CREATE SERVER remote FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host '127.0.0.1', dbname 'nowhere', port '1');
CREATE SERVER files FOREIGN DATA WRAPPER file_fdw;
CREATE USER MAPPING FOR bt_reader SERVER remote OPTIONS (user 'someone', password 'it''s secret');
CREATE USER MAPPING FOR PUBLIC SERVER remote OPTIONS (user 'everyone');
CREATE USER MAPPING FOR "bt Odd ""Role"" ünï.x" SERVER "odd server" OPTIONS ("x y" 'z');
CREATE FOREIGN TABLE bt.remote_table (
    a integer OPTIONS (column_name 'other') NOT NULL, b text COLLATE "C" DEFAULT 'x', c integer GENERATED ALWAYS AS (a + 1) STORED, CHECK (a > 0))
    SERVER remote OPTIONS (schema_name 's', table_name 'it''s');
CREATE FOREIGN TABLE bt.inheriting_foreign () INHERITS (bt.animal) SERVER remote;
CREATE TABLE bt.with_foreign_partition (a integer, b text) PARTITION BY LIST (a);
CREATE FOREIGN TABLE bt.foreign_partition PARTITION OF bt.with_foreign_partition FOR VALUES IN (1) SERVER remote OPTIONS (table_name 'p');
CREATE TABLE bt.local_partition PARTITION OF bt.with_foreign_partition FOR VALUES IN (2);
INSERT INTO bt.with_foreign_partition VALUES (2, 'local');
CREATE FOREIGN TABLE bt.file_table (line text) SERVER files OPTIONS (filename '/nonexistent/file', format 'text', delimiter E'\t');
CREATE TRIGGER on_foreign BEFORE INSERT ON bt.remote_table FOR EACH ROW EXECUTE FUNCTION bt.trigger_function();
ALTER FOREIGN TABLE bt.remote_table ALTER b SET STATISTICS 10;
COMMENT ON FOREIGN DATA WRAPPER bare IS 'a wrapper';
COMMENT ON SERVER remote IS 'a server';
COMMENT ON FOREIGN TABLE bt.remote_table IS 'a foreign table';
COMMENT ON COLUMN bt.remote_table.b IS 'its column';
ALTER FOREIGN TABLE bt.remote_table OWNER TO bt_owner;
ALTER SERVER "odd server" OWNER TO bt_owner;
ALTER FOREIGN DATA WRAPPER "odd fdw" OWNER TO bt_admin;
GRANT USAGE ON FOREIGN DATA WRAPPER bare TO bt_reader WITH GRANT OPTION;
GRANT USAGE ON FOREIGN SERVER remote TO bt_writer;
GRANT SELECT ON bt.remote_table TO bt_reader;

-- Event triggers.
CREATE FUNCTION bt.event_function() RETURNS event_trigger LANGUAGE plpgsql AS 'begin end';
CREATE EVENT TRIGGER "odd event" ON ddl_command_start WHEN TAG IN ('CREATE SEQUENCE', 'DROP VIEW') EXECUTE FUNCTION bt.event_function();
CREATE EVENT TRIGGER at_end ON ddl_command_end EXECUTE FUNCTION bt.event_function();
CREATE EVENT TRIGGER on_drop ON sql_drop EXECUTE FUNCTION bt.event_function();
CREATE EVENT TRIGGER on_rewrite ON table_rewrite EXECUTE FUNCTION bt.event_function();
ALTER EVENT TRIGGER at_end DISABLE;
ALTER EVENT TRIGGER on_drop ENABLE REPLICA;
ALTER EVENT TRIGGER on_rewrite ENABLE ALWAYS;
COMMENT ON EVENT TRIGGER "odd event" IS 'an event trigger';

-- Publications and subscriptions.
CREATE PUBLICATION all_tables FOR ALL TABLES WITH (publish = 'insert, truncate');
\if :v15
CREATE PUBLICATION "odd publication" FOR TABLE bt.clustered (a), bt.replicated WHERE (a > 5), ONLY bt.animal
    WITH (publish_via_partition_root = true);
CREATE PUBLICATION of_schemas FOR TABLES IN SCHEMA "Odd Schema.1", empty_schema;
\else
CREATE PUBLICATION "odd publication" FOR TABLE bt.clustered, bt.replicated, ONLY bt.animal WITH (publish_via_partition_root = true);
\endif
CREATE PUBLICATION of_nothing WITH (publish = '');
COMMENT ON PUBLICATION all_tables IS 'a publication';
ALTER PUBLICATION of_nothing OWNER TO bt_owner;
CREATE SUBSCRIPTION "odd subscription" CONNECTION 'dbname=nowhere host=127.0.0.1 port=1 application_name=''it\''s''' PUBLICATION "a b", c
\if :v15
    WITH (connect = false, slot_name = 'some_slot', binary = true, streaming = true, two_phase = true, disable_on_error = true, synchronous_commit = 'local');
\else
    WITH (connect = false, slot_name = 'some_slot', synchronous_commit = 'local');
\endif
CREATE SUBSCRIPTION without_slot CONNECTION 'dbname=nowhere' PUBLICATION p WITH (connect = false, slot_name = NONE);
COMMENT ON SUBSCRIPTION without_slot IS 'a subscription';

-- Large objects.
SELECT lo_from_bytea(100001, '\x00010203ff5c0a0d'), lo_from_bytea(100002, convert_to(repeat('large ', 5000), 'UTF8')), lo_create(100003),
    lo_from_bytea(100004, ''), lo_from_bytea(100005, 'owned');
SELECT lo_put(100003, 10000000, 'after a hole');
ALTER LARGE OBJECT 100005 OWNER TO bt_owner;
GRANT SELECT ON LARGE OBJECT 100001 TO bt_reader;
GRANT ALL ON LARGE OBJECT 100005 TO bt_writer WITH GRANT OPTION;
COMMENT ON LARGE OBJECT 100001 IS 'a large object';
