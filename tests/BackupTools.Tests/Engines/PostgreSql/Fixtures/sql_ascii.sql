-- For an SQL_ASCII database: bytes that are no text in any one encoding.
SET client_encoding = 'SQL_ASCII';
CREATE TABLE bytes (n integer PRIMARY KEY, t text, v varchar(10), c char(5), a text[]);
INSERT INTO bytes VALUES
    (1, E'\xff\xfe\xfd', E'\x80', E'\xc3', ARRAY[E'\xff', E'\\\xff"']),
    (2, E'\xc3\x28 invalid in UTF-8', E'\xed\xa0\x80', E'\xa0\xa1', '{}'),
    (3, E'mixed \xc3\xa4 and \xe4', NULL, '', NULL),
    (4, E'\x5c\xff\n\xff\t\xff\r\xff', E'\x81\x5c', E'\x5c', NULL);
INSERT INTO bytes (n, t) SELECT 100 + i, chr(i) || 'x' || chr(i) FROM generate_series(1, 127) AS i;
DO $$BEGIN FOR i IN 128..255 LOOP EXECUTE format('INSERT INTO bytes (n, t) VALUES (%s, E''\x%s'')', 100 + i, to_hex(i)); END LOOP; END$$;
COMMENT ON TABLE bytes IS E'a comment in Latin \xe4\xf6\xfc';
CREATE TABLE "käse" ("größe" text DEFAULT E'\xe4');
INSERT INTO "käse" DEFAULT VALUES;
CREATE TYPE odd_enum AS ENUM ('ä', 'plain');
