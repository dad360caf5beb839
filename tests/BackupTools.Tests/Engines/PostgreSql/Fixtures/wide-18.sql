-- What PostgreSQL 18 adds; loaded after wide-17.sql.
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

-- Old and new rows.
CREATE FUNCTION bt18.returning_old() RETURNS integer LANGUAGE sql BEGIN ATOMIC
    UPDATE bt18.generated AS g SET z = 1 WHERE g.a = 1 RETURNING WITH (OLD AS before, NEW AS after) before.z + after.z;
END;

-- Default privileges and collations.
ALTER DEFAULT PRIVILEGES FOR ROLE bt_owner GRANT SELECT ON LARGE OBJECTS TO bt_reader;
CREATE COLLATION bt18.unicode_fast (provider = builtin, locale = 'PG_UNICODE_FAST');
CREATE TABLE bt18.collated (a text COLLATE bt18.unicode_fast);
