-- What PostgreSQL 16 and 17 add; loaded after wide.sql.
SET client_min_messages = warning;
SET search_path = '';
CREATE SCHEMA bt17;

-- Partitioned tables with identity columns and exclusion constraints.
CREATE TABLE bt17.partitioned_identity (id bigint GENERATED ALWAYS AS IDENTITY, b integer) PARTITION BY RANGE (b);
CREATE TABLE bt17.partitioned_identity_1 PARTITION OF bt17.partitioned_identity FOR VALUES FROM (0) TO (10);
CREATE TABLE bt17.partitioned_exclude (a integer, b int4range, EXCLUDE USING gist (a ext.gist_int4_ops WITH OPERATOR(pg_catalog.=), b WITH &&)) PARTITION BY LIST (a);
INSERT INTO bt17.partitioned_identity (b) VALUES (1), (2);

-- Columns' storage in the definition, access method of a partitioned table.
CREATE TABLE bt17.stored (a text STORAGE EXTERNAL COMPRESSION lz4, b text STORAGE DEFAULT);
CREATE TABLE bt17.heap_parent (a integer) PARTITION BY LIST (a) USING bt_heap;
CREATE TABLE bt17.heap_part PARTITION OF bt17.heap_parent FOR VALUES IN (1);
CREATE TABLE bt17.heap_part_standard PARTITION OF bt17.heap_parent FOR VALUES IN (2) USING heap;

-- Built-in collations and collations with rules.
CREATE COLLATION bt17.builtin (provider = builtin, locale = 'C.UTF-8');
CREATE COLLATION bt17.with_rules (provider = icu, locale = 'und', rules = '& a < g');
CREATE TABLE bt17.collated (a text COLLATE bt17.with_rules, b text COLLATE bt17.builtin);

-- SQL/JSON in views, defaults and functions.
CREATE TABLE bt17.plain (a integer PRIMARY KEY);
CREATE VIEW bt17.json AS
    SELECT JSON_OBJECT('a': 1, 'b': JSON_ARRAY(1, 2 NULL ON NULL)) AS o, JSON_VALUE('{"a": 5}'::jsonb, '$.a' RETURNING integer DEFAULT 7 ON EMPTY) AS v,
        t.x FROM JSON_TABLE('[{"x": 1}, {"x": 2}]'::jsonb, '$[*]' COLUMNS (x integer PATH '$.x', n FOR ORDINALITY)) AS t;
CREATE VIEW bt17.json_tests AS SELECT '{}' IS JSON OBJECT WITH UNIQUE KEYS AS is_object, JSON_SERIALIZE('[1]' RETURNING text) AS s;
CREATE VIEW bt17.any_value AS SELECT any_value(a) AS a FROM bt17.plain;
CREATE FUNCTION bt17.merged() RETURNS void LANGUAGE sql BEGIN ATOMIC
    MERGE INTO bt17.plain AS t USING (VALUES (1)) AS s (a) ON t.a = s.a WHEN MATCHED THEN DO NOTHING WHEN NOT MATCHED BY SOURCE THEN DELETE;
END;

-- Privileges, event triggers, subscriptions.
GRANT MAINTAIN ON TABLE bt17.plain TO bt_reader;
CREATE MATERIALIZED VIEW bt17.mv AS SELECT 1 AS a;
GRANT MAINTAIN ON bt17.mv TO bt_writer WITH GRANT OPTION;
ALTER DEFAULT PRIVILEGES FOR ROLE bt_owner IN SCHEMA bt GRANT MAINTAIN ON TABLES TO bt_group;
CREATE EVENT TRIGGER on_login ON login EXECUTE FUNCTION bt.event_function();
ALTER EVENT TRIGGER on_login DISABLE;
CREATE SUBSCRIPTION with_new_options CONNECTION 'dbname=nowhere' PUBLICATION p
    WITH (connect = false, slot_name = 'another_slot', origin = none, password_required = false, run_as_owner = true, failover = true, streaming = parallel);
