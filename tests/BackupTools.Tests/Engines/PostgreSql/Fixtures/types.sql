-- Every built-in data type, with its extreme values.
SELECT :SERVER_VERSION_NUM >= 140000 AS v14, :SERVER_VERSION_NUM >= 150000 AS v15
\gset
\set infinity Infinity
\set minus_infinity -Infinity
\set longest '2147483647 days -2562047787:59:59.999999'
\if :v14
\else
\set infinity 9e131071
\set minus_infinity -9e131071
\endif
\if :v15
\else
\set longest '2147483647 days -2147483:59:59.999999'
\endif
SET client_min_messages = warning;
SET DateStyle = 'ISO, YMD';
CREATE SCHEMA t;
SET search_path = t;

CREATE TABLE numbers (
    n integer PRIMARY KEY, i2 smallint, i4 integer, i8 bigint, num numeric, num_scaled numeric(1000, 500),
\if :v15
    num_negative numeric(3, -5), num_fraction numeric(3, 6),
\else
    num_negative numeric(8), num_fraction numeric(6, 6),
\endif
    f4 real, f8 double precision, cash money, o oid, b boolean);
INSERT INTO numbers VALUES
    (1, -32768, -2147483648, -9223372036854775808, 'NaN', 'NaN', -12300000, 0.000123, 'NaN', 'NaN', '-92233720368547758.08', 0, true),
    (2, 32767, 2147483647, 9223372036854775807, :'infinity', 1.5, 99900000, -0.000999, 'Infinity', 'Infinity', '92233720368547758.07', 4294967295, false),
    (3, 0, 0, 0, :'minus_infinity', -1.5, 0, 0, '-Infinity', '-Infinity', 0, 1, NULL),
    (4, 1, 1, 1, 1e-16383, 1e499, NULL, NULL, 1.17549435e-38, 2.2250738585072014e-308, 0.01, 2, NULL),
    (5, 1, 1, 1, 9e131071, 1e-500, NULL, NULL, 3.4028235e38, 1.7976931348623157e308, 1, 3, NULL),
    (6, 1, 1, 1, 0.10, 0.1, NULL, NULL, 1e-45, 5e-324, 1, 3, NULL),
    (7, 1, 1, 1, 100.000, 0.1, NULL, NULL, '-0', '-0', 1, 3, NULL),
    (8, 1, 1, 1, '-123456789012345678901234567890.123456789012345678901234567890', 0, NULL, NULL, 0.1, 0.1, 1, 3, NULL),
    (9, 1, 1, 1, 0.0000000000000000000000000000000000000001, 0, NULL, NULL, 16777217, 0.30000000000000004, 1, 3, NULL),
    (10, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);

CREATE TABLE texts (n integer PRIMARY KEY, t text, v varchar, v5 varchar(5), c char, c5 char(5), nm name, ch "char");
INSERT INTO texts VALUES
    (1, '', '', '', '', '', '', ''),
    (2, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
    (3, E'tab\there', E'\t', E'\t\t', E'\t', E'a\tb', E'\t', E'\t'),
    (4, E'line\nfeed\n', E'\n', E'\n\n', E'\n', E'\n', E'\n', E'\n'),
    (5, E'carriage\rreturn\r\n', E'\r', E'\r\n', E'\r', E'\r', E'\r', E'\r'),
    (6, E'back\\slash\\', E'\\', E'\\\\', E'\\', E'\\', E'\\', E'\\'),
    (7, '\.', '\.', '\.', 'x', '\.', '\.', '\101'),
    (8, E'before\n\\.\nafter', E'\\.\n', '\N', 'N', '\N', '\N', 'N'),
    (9, E'\x01\x02\x03\x04\x05\x06\x07\x08\x0b\x0c\x0e\x0f\x10\x1b\x1f\x7f', E'\x08\x0b\x0c', E'\x01', E'\x01', E'\x7f', E'\x01', E'\x01'),
    (10, 'NULL', 'null', 'NULL', 'N', 'NULL', 'NULL', '\377'),
    (11, '  both ends  ', ' ', '     ', ' ', '  x', ' ', ' '),
    (12, E'\u00fcn\u00efc\u00f6d\u00e9 \U0001F600 \u4e2d\u6587 \u202e \u00a0 \ufeff \U0010FFFF', E'e\u0301', E'\U0001F600\U0001F600\U0001F600\U0001F600\U0001F600', E'\u20ac', E'\u00e4\u00f6\u00fc', repeat('x', 63), 'z'),
    (13, E'\u0085\u2028\u2029', '''', '"', ';', '--', '/* */', '$'),
    (14, repeat('0123456789', 100000), repeat(E'\\', 10000), 'a', 'a', 'a', 'a', 'a'),
    (15, '\x00', '\b\f\n\r\t\v', '\b', '\', '\\', '%s %d', '%');

CREATE TABLE bytes (n integer PRIMARY KEY, b bytea, bit1 bit, bit9 bit(9), vb varbit, vb5 varbit(5), u uuid, lsn pg_lsn, snap txid_snapshot, snap8 pg_snapshot, x8 xid8, x xid, c cid, ti tid);
INSERT INTO bytes VALUES
    (1, '', '0', '000000000', '', '', '00000000-0000-0000-0000-000000000000', '0/0', '10:20:10,14,15', '10:20:10,14,15', '0', '0', '0', '(0,0)'),
    (2, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO bytes SELECT
    3, decode(string_agg(lpad(to_hex(i), 2, '0'), '' ORDER BY i), 'hex'), '1', '101010101', '1', '11111', 'ffffffff-ffff-ffff-ffff-ffffffffffff', 'FFFFFFFF/FFFFFFFF', '1:1:', '1:1:', '18446744073709551615', '4294967295', '4294967295', '(4294967295,65535)'
    FROM generate_series(0, 255) AS i;
INSERT INTO bytes SELECT 4, decode(repeat('5c2e0a5c4e09', 50000), 'hex'), '0', '000000001', repeat('10', 5000)::varbit, '1', gen_random_uuid();

CREATE TABLE moments (n integer PRIMARY KEY, d date, ts timestamp, tz timestamptz, ts0 timestamp(0), tz3 timestamptz(3), t time, ttz timetz, t2 time(2), i interval, iy interval year to month, id interval day to second(2));
INSERT INTO moments VALUES
    (1, '4713-01-01 BC', '4713-01-01 00:00:00 BC', '4713-01-01 00:00:00+00 BC', '0001-12-31 23:59:59 BC', '0044-03-15 12:00:00+00 BC', '00:00:00', '00:00:00+15:59:59', '24:00:00', '-178000000 years', '-5 years', '-5 days'),
    (2, '5874897-12-31', '294276-12-31 23:59:59.999999', '294276-12-31 23:59:59.999999+00', '9999-12-31 23:59:59', '9999-12-31 23:59:59.999+00', '24:00:00', '24:00:00-15:59:59', '23:59:59.99', '178000000 years', '178000000 years', '1 day 00:00:00.01'),
    (3, 'infinity', 'infinity', 'infinity', 'infinity', 'infinity', '23:59:59.999999', '12:34:56.789+05:30', '00:00:00.01', '1 year 2 mons -3 days 04:05:06.789', '1 mon', '-00:00:00.01'),
    (4, '-infinity', '-infinity', '-infinity', '-infinity', '-infinity', NULL, NULL, NULL, '-1 year -2 mons +3 days -04:05:06.000001', NULL, NULL),
    (5, '2000-02-29', '1999-12-31 24:00:00', '2024-03-31 02:30:00 Europe/Berlin', '2000-01-01 00:00:00.6', '1900-01-01 00:00:00 Europe/Amsterdam', '12:00', '12:00:00+00', '12:00', '0', '0', '0'),
    (6, '10000-01-01', '10000-01-01', '1883-11-18 12:03:58 America/New_York', NULL, NULL, NULL, NULL, NULL, :'longest', NULL, NULL),
    (7, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);

CREATE TABLE nets (n integer PRIMARY KEY, a inet, c cidr, m macaddr, m8 macaddr8);
INSERT INTO nets VALUES
    (1, '0.0.0.0', '0.0.0.0/0', '00:00:00:00:00:00', '00:00:00:00:00:00:00:00'), (2, '255.255.255.255/0', '255.255.255.255', 'ff:ff:ff:ff:ff:ff', 'ff:ff:ff:ff:ff:ff:ff:ff'),
    (3, '::', '::/0', '08:00:2b:01:02:03', '08:00:2b:01:02:03:04:05'), (4, 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/1', '::ffff:1.2.3.4/128', NULL, NULL), (5, '10.1.2.3/8', '10/8', NULL, NULL);

CREATE TABLE shapes (n integer PRIMARY KEY, p point, l line, s lseg, b box, pa path, po polygon, c circle);
INSERT INTO shapes VALUES
    (1, '(0,-0)', '{1,0,0}', '[(0,0),(1e-300,1e300)]', '(1,1),(0,0)', '[(0,0),(1,1)]', '((0,0))', '<(0,0),0>'),
    (2, '(NaN,Infinity)', '{0.1,-0.2,1e17}', '[(-Infinity,0),(0,Infinity)]', '(Infinity,1),(-Infinity,0)', '((0,0),(1,1),(2,0.1))', '((0.1,0.2),(1,0),(NaN,1))', '<(0.1,-1e308),1e308>'),
    (3, '(0.30000000000000004,-5e-324)', NULL, NULL, NULL, NULL, NULL, NULL);

CREATE TABLE documents (n integer PRIMARY KEY, j json, jb jsonb, jp jsonpath, x xml, v tsvector, q tsquery);
INSERT INTO documents VALUES
    (1, E'  {"a" : 1,\t"a": 2,\n "b":[ ] }  ', '{"a": 1, "b": [1.50, -0, 1e400, "\u00e9\n\t\\\"", null, true, {}]}', 'strict $.a[*] ? (@.b == "x\"y" && @.c > 1.5 || !exists (@."odd key"))', '<a b="c">&lt;text&gt;<!-- x --></a>', 'a:1A,2B b''c:3 ''d e'':4C,16383', '''a b'':AB & !c | (d <-> e:*) & f <3> g'),
    (2, 'null', 'null', '$', '', '', ''), (3, '"\u0000"', '""', '$.**{2 to last}.type()', 'just text', E'''\\\\'':1 '''''''':2', E'''\\\\'' & '''''''''),
    (4, '1.0e5', '1E-10', '$.datetime("HH24:MI")', E'<?xml version="1.0" encoding="UTF-8"?>\n<r>\u00e4\r\n</r>', NULL, NULL), (5, NULL, NULL, NULL, NULL, NULL, NULL);

CREATE TYPE mood AS ENUM ('', 'ok', 'with space', 'back\slash', 'quo"te', 'NULL', E'tab\t', E'line\nfeed');
CREATE TYPE pair AS (a integer, b text, m mood[]);
CREATE DOMAIN small AS integer CHECK (VALUE < 100);
CREATE TABLE own_types (n integer PRIMARY KEY, m mood, ms mood[], p pair, ps pair[], s small, ss small[]);
INSERT INTO own_types SELECT row_number() OVER () + 10, m, ARRAY[m, NULL, m], ROW(1, m::text, ARRAY[m])::pair, ARRAY[ROW(NULL, m::text, NULL)::pair, NULL], 99, ARRAY[1, NULL]::small[] FROM unnest(enum_range(NULL::mood)) AS m;
INSERT INTO own_types VALUES (1);
INSERT INTO own_types VALUES (2, 'ok', '{}', ROW(NULL, NULL, NULL), '{}', NULL, '{}'), (3, 'ok', NULL, ROW(5, E',()"\\ \n', '{}'), '[0:1]={NULL,"(1,\"x \"\" y\",{ok})"}', 1, NULL);

CREATE TABLE ranges (n integer PRIMARY KEY, i4 int4range, i8 int8range, nu numrange, d daterange, ts tsrange, tz tstzrange, ar numrange[]);
INSERT INTO ranges VALUES
    (1, 'empty', '(,)', '[1.0,1.0]', '[-infinity,infinity]', '(-infinity,infinity)', '["2020-01-01 00:00:00+00",)', '{empty,"(,)",NULL}'),
    (2, '[-2147483648,2147483647)', '[-9223372036854775808,9223372036854775807)', ('(' || :'minus_infinity' || ',NaN]')::numrange, 'empty', 'empty', 'empty', '{}');
INSERT INTO ranges VALUES (3);
\if :v14
ALTER TABLE ranges ADD mi4 int4multirange, ADD mi8 int8multirange, ADD mnu nummultirange, ADD md datemultirange, ADD mts tsmultirange, ADD mtz tstzmultirange;
UPDATE ranges SET mi4 = '{}', mi8 = '{(,)}', mnu = '{[1.0,2.00),(3,4]}', md = '{(,2000-01-01),[2010-01-01,)}', mts = '{["4713-01-01 BC","2000-01-01"]}', mtz = '{}' WHERE n = 1;
UPDATE ranges SET mi4 = '{[1,5),[7,9)}', mnu = '{}' WHERE n = 2;
\endif

CREATE TABLE arrays (
    n integer PRIMARY KEY, i2 smallint[], i4 integer[], i8 bigint[], nu numeric[], f4 real[], f8 double precision[], t text[], v varchar(5)[], c char(3)[], b boolean[], by bytea[],
    bi bit(3)[], vb varbit[], u uuid[], d date[], ts timestamp[], tz timestamptz[], ti time[], tt timetz[], i interval[], ne inet[], ci cidr[], m macaddr[], j json[], jb jsonb[], x xml[],
    p point[], bx box[], cash money[], o oid[], na name[], ch "char"[], v2 tsvector[], q tsquery[], l pg_lsn[], i2v int2vector, ov oidvector);
INSERT INTO arrays VALUES
    (1, '{-32768,NULL}', '[-5:-4]={1,2}', '{{1,2},{3,NULL}}', ('{NaN,' || :'minus_infinity' || ',1.0}')::numeric[], '{NaN,-0}', '{5e-324,Infinity}', ARRAY['', NULL, 'NULL', 'null', '{}', ',', '"', '\', E'\n\t\r', ' ', '\N', '\.', E'\U0001F600'], '{a,"b c"}', '{a," "}', '{t,f,NULL}',
        ARRAY['\x'::bytea, '\x005c0a', NULL], '{101,000}', '{"",1}', '{00000000-0000-0000-0000-000000000000}', '{infinity,"0044-03-15 BC"}', '{-infinity,"2000-01-01 00:00:00.000001"}', '{"2000-01-01 00:00:00+00"}', '{24:00:00}', '{00:00:00+15:59}', '{"1 year -1 days"}',
        '{::1/64,10.0.0.1}', '{10.0.0.0/8}', '{08:00:2b:01:02:03}', ARRAY['{"a":"\""}', 'null', NULL]::json[], ARRAY['{"a": "\\"}', '[]']::jsonb[], ARRAY['<a/>']::xml[], '{"(1,2)","(NaN,0)"}', '{(1,1),(0,0);(2,2),(1,1)}', '{1.00,-2.50}', '{0,4294967295}', '{a,"B c"}', '{a,""," "}',
        ARRAY['a:1 b:2']::tsvector[], ARRAY['a & b']::tsquery[], '{0/0}', '1 2 3', '4 5 6'),
    (2, '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '', '');
INSERT INTO arrays VALUES (3);
INSERT INTO arrays (n, i4, t) VALUES (4, '{{{{{{1}}}}}}', ARRAY[ARRAY['a', E'\\'], ARRAY[NULL, '"']]), (5, (SELECT array_agg(i) FROM generate_series(1, 100000) AS i), NULL);

CREATE SEQUENCE some_sequence;
CREATE FUNCTION some_function(integer, text) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE OPERATOR === (LEFTARG = integer, RIGHTARG = integer, FUNCTION = int4eq);
CREATE TABLE names_of_objects (n integer PRIMARY KEY, c regclass, p regproc, pr regprocedure, o regoper, op regoperator, t regtype, ns regnamespace, cf regconfig, d regdictionary, ro regrole, co regcollation);
INSERT INTO names_of_objects VALUES
    (1, 'numbers', 'some_function', 'some_function(integer,text)', '===', '===(integer,integer)', 'mood[]', 't', 'english', 'simple', 'postgres', '"C"'),
    (2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0), (3, 'pg_class', 'now', 'length(bytea)', '||/', '+(integer,integer)', 'timestamp with time zone', 'pg_catalog', 'pg_catalog.german', 'german_stem', NULL, '"en-x-icu"');
INSERT INTO names_of_objects VALUES (4);
-- The system's own row types, and a value of each pseudo-named kind of column.
CREATE TABLE odds (n integer PRIMARY KEY, a aclitem, g gtsvector, st refcursor, row_of numbers, rows_of texts[]);
INSERT INTO odds VALUES (1, 'postgres=r/postgres', NULL, 'a cursor', (SELECT x FROM numbers AS x WHERE n = 2), (SELECT array_agg(x ORDER BY n) FROM texts AS x WHERE n < 14));
INSERT INTO odds VALUES (2);
