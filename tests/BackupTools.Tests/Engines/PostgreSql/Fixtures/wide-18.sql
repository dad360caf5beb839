-- What PostgreSQL 16 to 18 add; loaded after wide.sql.
SET client_min_messages = warning;
SET search_path = '';
CREATE SCHEMA bt18;

-- Not-null constraints with names, not inherited, not valid.
CREATE TABLE bt18.not_null (
    a integer CONSTRAINT "Odd not null" NOT NULL, b integer NOT NULL NO INHERIT, c integer, d integer,
    CONSTRAINT c_is_there NOT NULL c);
INSERT INTO bt18.not_null VALUES (1, 2, 3, NULL);
ALTER TABLE bt18.not_null ADD CONSTRAINT not_valid NOT NULL d NOT VALID;
CREATE TABLE bt18.not_null_child (b integer NOT NULL, own integer CONSTRAINT own_not_null NOT NULL) INHERITS (bt18.not_null);
COMMENT ON CONSTRAINT "Odd not null" ON bt18.not_null IS 'a not-null constraint';
CREATE TABLE bt18.key_without_own_not_null (a integer PRIMARY KEY, b integer, c integer);

-- Generated columns that are not stored, and which a publication publishes.
CREATE TABLE bt18.generated (a integer PRIMARY KEY, v integer GENERATED ALWAYS AS (a + 1) VIRTUAL, s text GENERATED ALWAYS AS ('x' || a) STORED, z integer DEFAULT 9);
INSERT INTO bt18.generated (a) VALUES (1), (2);
CREATE TABLE bt18.generated_parent (a integer NOT NULL, v integer GENERATED ALWAYS AS (a * 2) VIRTUAL) PARTITION BY RANGE (a);
CREATE TABLE bt18.generated_part PARTITION OF bt18.generated_parent (v GENERATED ALWAYS AS (a * 3)) FOR VALUES FROM (0) TO (10);
INSERT INTO bt18.generated_parent VALUES (5);
CREATE PUBLICATION with_generated FOR TABLE bt18.generated WITH (publish_generated_columns = stored);

-- Constraints over time, and constraints that are not enforced.
CREATE TABLE bt18.booking (room integer, during tstzrange, note text, PRIMARY KEY (room, during WITHOUT OVERLAPS), UNIQUE (note, during WITHOUT OVERLAPS));
CREATE TABLE bt18.guest (id integer PRIMARY KEY, room integer, during tstzrange, FOREIGN KEY (room, PERIOD during) REFERENCES bt18.booking (room, PERIOD during));
INSERT INTO bt18.booking VALUES (1, '[2020-01-01 00:00+00, 2020-02-01 00:00+00)', 'a'), (1, '[2020-02-01 00:00+00, 2020-03-01 00:00+00)', 'a');
INSERT INTO bt18.guest VALUES (1, 1, '[2020-01-15 00:00+00, 2020-02-15 00:00+00)');
CREATE TABLE bt18.not_enforced (
    a integer REFERENCES bt18.generated NOT ENFORCED, b integer, CONSTRAINT not_enforced_check CHECK (b > 0) NOT ENFORCED);
INSERT INTO bt18.not_enforced VALUES (99, -1);
CREATE TABLE bt18.partitioned_key (a integer, b integer) PARTITION BY LIST (a);
CREATE TABLE bt18.partitioned_key_1 PARTITION OF bt18.partitioned_key FOR VALUES IN (1);
INSERT INTO bt18.partitioned_key VALUES (1, 77);
ALTER TABLE bt18.partitioned_key ADD CONSTRAINT not_checked FOREIGN KEY (b) REFERENCES bt18.generated NOT VALID;
CREATE TABLE bt18.partitioned_identity (id bigint GENERATED ALWAYS AS IDENTITY, b integer) PARTITION BY RANGE (b);
CREATE TABLE bt18.partitioned_identity_1 PARTITION OF bt18.partitioned_identity FOR VALUES FROM (0) TO (10);
CREATE TABLE bt18.partitioned_exclude (a integer, b int4range, EXCLUDE USING gist (a ext.gist_int4_ops WITH OPERATOR(pg_catalog.=), b WITH &&)) PARTITION BY LIST (a);
INSERT INTO bt18.partitioned_identity (b) VALUES (1), (2);

-- Columns' storage in the definition, access method of a partitioned table.
CREATE TABLE bt18.stored (a text STORAGE EXTERNAL COMPRESSION lz4, b text STORAGE DEFAULT);
CREATE TABLE bt18.heap_parent (a integer) PARTITION BY LIST (a) USING bt_heap;
CREATE TABLE bt18.heap_part PARTITION OF bt18.heap_parent FOR VALUES IN (1);
CREATE TABLE bt18.heap_part_standard PARTITION OF bt18.heap_parent FOR VALUES IN (2) USING heap;

-- Built-in collations and collations with rules.
CREATE COLLATION bt18.builtin (provider = builtin, locale = 'C.UTF-8');
CREATE COLLATION bt18.unicode_fast (provider = builtin, locale = 'PG_UNICODE_FAST');
CREATE COLLATION bt18.with_rules (provider = icu, locale = 'und', rules = '& a < g');
CREATE TABLE bt18.collated (a text COLLATE bt18.with_rules, b text COLLATE bt18.builtin, c text COLLATE bt18.unicode_fast);

-- SQL/JSON in views, defaults and functions.
CREATE VIEW bt18.json AS
    SELECT JSON_OBJECT('a': 1, 'b': JSON_ARRAY(1, 2 NULL ON NULL)) AS o, JSON_VALUE('{"a": 5}'::jsonb, '$.a' RETURNING integer DEFAULT 7 ON EMPTY) AS v,
        t.x FROM JSON_TABLE('[{"x": 1}, {"x": 2}]'::jsonb, '$[*]' COLUMNS (x integer PATH '$.x', n FOR ORDINALITY)) AS t;
CREATE VIEW bt18.json_tests AS SELECT '{}' IS JSON OBJECT WITH UNIQUE KEYS AS is_object, JSON_SERIALIZE('[1]' RETURNING text) AS s;
CREATE VIEW bt18.any_value AS SELECT any_value(a) AS a FROM bt18.generated;
CREATE FUNCTION bt18.merged() RETURNS void LANGUAGE sql BEGIN ATOMIC
    MERGE INTO bt18.generated AS t USING (VALUES (1)) AS s (a) ON t.a = s.a WHEN MATCHED THEN DO NOTHING WHEN NOT MATCHED BY SOURCE THEN DELETE;
END;
CREATE FUNCTION bt18.returning_old() RETURNS integer LANGUAGE sql BEGIN ATOMIC
    UPDATE bt18.generated AS g SET z = 1 WHERE g.a = 1 RETURNING WITH (OLD AS before, NEW AS after) before.z + after.z;
END;

-- Privileges, event triggers, subscriptions.
GRANT MAINTAIN ON TABLE bt18.generated TO bt_reader;
CREATE MATERIALIZED VIEW bt18.mv AS SELECT 1 AS a;
GRANT MAINTAIN ON bt18.mv TO bt_writer WITH GRANT OPTION;
ALTER DEFAULT PRIVILEGES FOR ROLE bt_owner GRANT SELECT ON LARGE OBJECTS TO bt_reader;
ALTER DEFAULT PRIVILEGES FOR ROLE bt_owner IN SCHEMA bt GRANT MAINTAIN ON TABLES TO bt_group;
CREATE EVENT TRIGGER on_login ON login EXECUTE FUNCTION bt.event_function();
ALTER EVENT TRIGGER on_login DISABLE;
CREATE SUBSCRIPTION with_new_options CONNECTION 'dbname=nowhere' PUBLICATION p
    WITH (connect = false, slot_name = 'another_slot', origin = none, password_required = false, run_as_owner = true, failover = true, streaming = parallel);
